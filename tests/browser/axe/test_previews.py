"""The components and sample pages in a real browser: axe, sizes, and a life without JavaScript."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from shiming.web_kit import previews
from shiming.web_kit.frame import VIEW_COOKIE
from tests.browser.axe.axe_kit import assert_accessible

pytestmark = pytest.mark.browser

PHONE, SMALL, USUAL = (360, 740), (1024, 768), (1366, 768)
PATHS = ["/__components__/", "/nothing/", "/refuse/"] + [
    f"/__components__/pages/{name}/" for name in previews.SAMPLE_PAGES
]


def open_context(
    browser: Browser, size: tuple[int, int], *, java_script_enabled: bool = True
) -> BrowserContext:
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="zh-CN",
        java_script_enabled=java_script_enabled,
    )
    context.set_default_timeout(10_000)
    return context


@pytest.fixture(params=[PHONE, USUAL], ids=["phone", "usual"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    with open_context(browser, request.param) as context:
        yield context.new_page()


class TestAxe:
    @pytest.mark.parametrize("path", ["/__components__/", "/__components__/pages/me/?maintenance"])
    def test_finds_nothing_serious_with_large_text_and_high_contrast(
        self, page: Page, site: str, path: str
    ) -> None:
        page.context.add_cookies([{"name": VIEW_COOKIE, "value": "large.contrast", "url": site}])

        page.goto(site + path)

        assert_accessible(page)

    def test_notices_what_is_wrong(self, page: Page, site: str) -> None:
        page.goto(site + "/nothing/")
        page.evaluate("document.querySelector('main').innerHTML = '<input><img src=x>'")

        with pytest.raises(AssertionError, match="critical"):
            assert_accessible(page)


class TestSizes:
    @pytest.mark.requirement("S14-1", "S29-1")
    @pytest.mark.parametrize("path", PATHS)
    def test_keep_nobody_out_and_need_no_sideways_scrolling(
        self, browser: Browser, site: str, path: str
    ) -> None:
        with open_context(browser, PHONE) as context:
            page = context.new_page()
            page.goto(site + path)
            for width, height in (PHONE, SMALL, USUAL):
                page.set_viewport_size({"width": width, "height": height})

                overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert overflow <= 0, width
                if (width, height) != SMALL:
                    assert_accessible(page)

    def test_give_fingers_enough_room(self, browser: Browser, site: str) -> None:
        with open_context(browser, PHONE) as context:
            page = context.new_page()
            page.goto(site + "/__components__/pages/journey/")

            small = page.evaluate(
                """() => [...document.querySelectorAll(
                    'button:not([aria-hidden]), input:not([type=hidden]), select, nav a,'
                    + 'a.ui-button, a.ui-entry'
                )].filter((one) => one.offsetParent && one.getBoundingClientRect().height < 44)
                .map((one) => one.outerHTML)"""
            )

        assert small == []


class TestBrowserConsole:
    @pytest.mark.parametrize("path", ["/__components__/", "/__components__/pages/journey/"])
    def test_hears_of_no_breach_of_the_policy(self, page: Page, site: str, path: str) -> None:
        told: list[str] = []
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))

        page.goto(site + path)

        assert [line for line in told if "Autofocus" not in line] == []


class TestWithoutJavaScript:
    def test_the_text_grows(self, browser: Browser, site: str) -> None:
        with open_context(browser, PHONE, java_script_enabled=False) as context:
            page = context.new_page()
            page.goto(site + "/nothing/")

            page.get_by_role("button", name="大字").click()

            assert page.locator("html").get_attribute("data-text") == "large"
            assert page.url == site + "/nothing/"

    def test_a_picture_can_be_chosen(self, browser: Browser, site: str) -> None:
        with open_context(browser, PHONE, java_script_enabled=False) as context:
            page = context.new_page()
            page.goto(site + "/__components__/pages/journey/")

            assert page.locator("input[type=file]").is_visible()

    def test_a_question_is_a_page(self, browser: Browser, site: str) -> None:
        with open_context(browser, PHONE, java_script_enabled=False) as context:
            page = context.new_page()
            page.goto(site + "/parts/")

            page.get_by_role("link", name="解除").click()

            assert page.url == site + "/end/"
            page.get_by_role("button", name="确认").click()
            assert "ended yes" in page.content()

    def test_progress_reloads_the_page(self, browser: Browser, site: str) -> None:
        with open_context(browser, PHONE, java_script_enabled=False) as context:
            page = context.new_page()
            page.goto(site + "/parts/")

            with page.expect_navigation(timeout=15_000):
                pass


class TestWithJavaScript:
    def test_sending_again_waits(self, page: Page, site: str) -> None:
        page.goto(site + "/__components__/pages/journey/")

        assert page.get_by_role("button", name="秒后可重发").is_disabled()
        # The Enter key presses the first button of the form: that must not be this one.
        code = page.locator("[autocomplete=one-time-code]")
        first = code.evaluate("(input) => input.form.querySelector('[type=submit]').outerHTML")
        assert "formaction" not in first

    def test_a_chosen_picture_is_shown(self, page: Page, site: str) -> None:
        page.goto(site + "/__components__/pages/journey/")

        page.locator("input[type=file]").set_input_files(
            {"name": "card.png", "mimeType": "image/png", "buffer": PIXEL}
        )

        assert page.locator(".ui-picture__preview").is_visible()
        assert page.get_by_text("card.png").is_visible()

    def test_errors_take_the_focus(self, page: Page, site: str) -> None:
        page.goto(site + "/__components__/form_errors/")

        assert page.evaluate("document.activeElement.className") == "ui-form-errors"

    def test_a_question_opens_in_a_dialog(self, page: Page, site: str) -> None:
        page.goto(site + "/parts/")

        page.get_by_role("link", name="解除").click()

        dialog = page.get_by_role("dialog", name="解除绑定？")
        dialog.wait_for()
        assert_accessible(page)
        dialog.get_by_role("link", name="取消").click()
        assert not dialog.is_visible()
        page.get_by_role("link", name="解除").click()
        dialog.get_by_role("button", name="确认").click()
        assert "ended yes" in page.content()

    def test_a_refusal_appears_in_its_place(self, page: Page, site: str) -> None:
        page.goto(site + "/parts/")

        page.get_by_role("button", name="refuse").click()

        expect(page.locator("#place").get_by_text("内容已发生变化")).to_be_visible()

    def test_progress_asks_until_the_work_is_done(self, page: Page, site: str) -> None:
        page.goto(site + "/parts/")

        expect(page.get_by_text("核对完成")).to_be_visible()

    def test_what_is_for_browsers_without_scripts_stays_asleep_in_later_parts(
        self, page: Page, site: str
    ) -> None:
        page.goto(site + "/parts/")
        swapped = page.evaluate(
            """() => {
                const detail = { serverResponse: "a<noscript><meta></noscript>b" };
                document.dispatchEvent(new CustomEvent("htmx:beforeSwap", { detail }));
                return detail.serverResponse;
            }"""
        )

        assert swapped == "ab"

    def test_a_form_leads_out_of_the_platform(self, page: Page, site: str) -> None:
        # Chromium would stop a redirect from a form to another site; the page in between does not.
        page.goto(site + "/leave/")

        page.get_by_role("button", name="go").click()
        page.wait_for_url("**/oauth2/authorize*")

        assert page.url == site + "/oauth2/authorize?state=1"


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da6364"
    "60f85f0f0002870180eb47ba920000000049454e44ae426082"
)
