"""The sign-in pages, the dialog and the desk on a phone; each is judged by axe as well."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from shiming.accounts import operations
from shiming.accounts.types import AccountId, AccountPermission, NumberKind
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from tests.accounts.browser.test_owner_walks import PHONE, judge
from tests.accounts.conftest import FakePermissionSource
from tests.browser.axe.axe_kit import assert_accessible
from tests.browsers import launch
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import PASSWORD, make_account_of, make_agreement, start_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = (
    "/sign-in/",
    "/sign-in/sms/",
    "/sign-in/staff/",
    "/sign-in/document/",
    "/sign-in/document/sms/",
    "/sign-in/number/?kind=unit",
    "/sign-in/filed/",
    "/register/unit/",
)


@pytest.fixture(scope="module")
def chromium(django_db_setup: None) -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    context = chromium.new_context(viewport=PHONE, locale="zh-CN", base_url=str(live_server.url))
    yield context.new_page()
    context.close()


def test_every_sign_in_page_is_accessible_and_fits_a_phone(page: Page) -> None:
    for url in PAGES:
        page.goto(url)
        judge(page, re.escape(url.partition("?")[0]))


@pytest.mark.requirement("S29-7")
def test_the_dialog_signs_in_where_somebody_is(page: Page) -> None:
    make_agreement()
    make_account_of(PROOFED_CITIZEN, password=PASSWORD)
    page.goto("/")
    page.locator("main").get_by_role("link", name="登录", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="登录")).to_be_visible()
    assert_accessible(page)

    for password in ("Falsch-7-Falsch", PASSWORD):
        dialog.get_by_label("用户名或手机号码").fill(PROOFED_CITIZEN.mobile)
        dialog.get_by_label("密码", exact=False).first.fill(password)
        dialog.get_by_role("button", name="登录", exact=True).click()
        if password != PASSWORD:
            expect(dialog.get_by_text("账户名或密码不正确")).to_be_visible()

    expect(page).to_have_url(re.compile("/me/"))


def test_the_desk_is_accessible_and_fits_a_phone(
    page: Page, live_server: LiveServer, permission_source: FakePermissionSource
) -> None:
    make_agreement()
    permission_source.answer = frozenset(permission.value for permission in AccountPermission)
    account = make_account_of(PROOFED_CITIZEN, is_attached=True)
    operations.attach_number(
        account_id=AccountId(account.pk),
        kind=NumberKind.HOUSING_FUND,
        number="112233445566",
        actor=system_actor(device="tests"),
        now=clock.now(),
    )
    started = start_session(account, now=clock.now())
    page.context.add_cookies(
        [{"name": "shiming_session", "value": started.cookie_value, "url": str(live_server.url)}]
    )
    for url in (
        "/accounts/",
        f"/accounts/{account.pk}/",
        "/accounts/abuse/",
        "/accounts/maintenance/",
        "/accounts/portals/",
        "/accounts/portals/main/",
        "/accounts/numbers/",
        "/me/identities/",
        "/me/numbers/",
    ):
        page.goto(url)
        judge(page, re.escape(url))
