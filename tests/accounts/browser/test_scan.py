"""A phone's camera before the screen of a PC (S31-1), in a real browser."""

import io
import pathlib
import re
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from demo.cards.photographs import Distortion, photograph, to_jpeg
from demo.clips import write_clip
from shiming.accounts.models import Account, Session
from shiming.kernel import clock
from tests.browser.axe.axe_kit import assert_accessible
from tests.browsers import launch, showing
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import make_account_of, make_visit, start_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 800}
SLANTED = Distortion(scale=0.6, rotation=8, perspective=0.03, blur=0.8)


@pytest.fixture
def clip(tmp_path: pathlib.Path) -> pathlib.Path:
    return tmp_path / "camera.mjpeg"


@pytest.fixture
def browser(clip: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    # Playwright's event loop runs in this thread, and the test reads the database between clicks.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    point_at(clip, Image.new("RGB", (640, 480), (90, 90, 90)))
    with sync_playwright() as playwright:
        chromium = launch(playwright, *showing(clip))
        yield chromium
        chromium.close()


def point_at(clip: pathlib.Path, thing: Image.Image) -> None:
    """Hold the camera, a little slanted, before a thing."""
    scene = photograph(thing, SLANTED, frame=(1280, 720))
    write_clip(clip, [to_jpeg(scene, quality=90)])


def screen_of(page: Page) -> Image.Image:
    """Return what the PC's screen shows of the code."""
    shown = page.get_by_alt_text("登录二维码")
    expect(shown).to_be_visible()
    # The picture loads after the page; half of it is no code.
    expect(shown).to_have_js_property("complete", value=True)
    return Image.open(io.BytesIO(page.locator("#qr-panel").screenshot())).convert("RGB")


class TestScan:
    @pytest.mark.requirement("S31-1")
    def test_signs_in_the_pc_whose_screen_the_phone_looks_at(
        self, live_server: LiveServer, browser: Browser, clip: pathlib.Path
    ) -> None:
        account: Account = make_account_of(PROOFED_CITIZEN, is_attached=True, now=clock.now())
        cookie = start_session(account, visit=make_visit(), now=clock.now()).cookie_value
        pc = browser.new_context(viewport=DESK, locale="zh-CN", base_url=live_server.url).new_page()
        mobile = browser.new_context(viewport=PHONE, locale="zh-CN", base_url=live_server.url)
        mobile.add_cookies([{"name": "shiming_session", "value": cookie, "url": live_server.url}])
        phone = mobile.new_page()
        faults: list[str] = []
        phone.on("pageerror", lambda fault: faults.append(str(fault)))

        pc.goto("/sign-in/qr/?next=/me/sessions/")
        screen = screen_of(pc)
        phone.goto("/scan/")
        assert_accessible(phone)
        phone.get_by_role("button", name="打开摄像头扫描").click()
        expect(phone.get_by_text("请把二维码放进画面")).to_be_visible()
        with phone.expect_response(lambda answer: answer.status == 204):
            """Nothing but a wall: the camera goes on looking."""
        phone.get_by_role("button", name="停止扫描").click()
        point_at(clip, screen)
        phone.get_by_role("button", name="打开摄像头扫描").click()
        phone.wait_for_url(re.compile(r"/q/"), timeout=10_000)
        phone.get_by_role("button", name="是我本人在登录，继续").click()
        number = pc.locator(".acc-qr__number")
        expect(number).to_be_visible(timeout=10_000)
        phone.get_by_role("button", name=number.inner_text(), exact=True).click()

        pc.wait_for_url(re.compile(r"^[^?]*/me/sessions/$"), timeout=10_000)
        assert Session.objects.filter(account=account, ended_at=None).count() == 2
        assert faults == []
