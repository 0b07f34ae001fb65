"""Recovering, completing contacts and linking on a phone; each page is judged by axe as well."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page, ViewportSize, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from shiming.accounts import ports
from shiming.accounts.actions.open_staff_account import open_staff_account
from shiming.accounts.models import Account
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from tests.accounts.actions.recovery.conftest import MAIL, NEW, give_email, last_mail_code
from tests.accounts.actions.wallet.test_bank_cards import card
from tests.accounts.actions.wallet.test_personal_certificates import picture
from tests.accounts.conftest import FakeLevelSource
from tests.browser.axe.axe_kit import assert_accessible
from tests.browsers import launch
from tests.cast import AGENT, PROOFED_CITIZEN, UNPROOFED_CITIZEN
from tests.factories.accounts import (
    PASSWORD,
    last_code,
    make_account,
    make_account_of,
    other_than,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE: ViewportSize = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def chromium(django_db_setup: None) -> Iterator[Browser]:
    # Playwright's event loop runs in this thread, and the tests read the database between clicks.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    """Return a phone with a fresh browser."""
    context = chromium.new_context(viewport=PHONE, locale="zh-CN", base_url=str(live_server.url))
    yield context.new_page()
    context.close()


def judge(page: Page, address: str) -> None:
    """Wait for the page, and hold it to axe and to the width of a phone."""
    expect(page).to_have_url(re.compile(address))
    page.wait_for_load_state("load")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def press(page: Page, label: str) -> None:
    main = page.locator("main")
    main.get_by_role("button", name=label, exact=True).or_(
        main.get_by_role("link", name=label, exact=True)
    ).first.click()


def choose_password(page: Page) -> None:
    judge(page, "/activate/password/")
    page.get_by_label("新密码", exact=False).first.fill(NEW)
    page.get_by_label("再次输入新密码").fill(NEW)
    press(page, "设置密码")
    judge(page, "/activate/done/")


def sign_in(page: Page, name: str, password: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("用户名或手机号码").fill(name)
    page.get_by_label("密码", exact=False).first.fill(password)
    page.locator("main form").get_by_role("button", name="登录", exact=True).click()


class TestRecovery:
    def test_leads_back_by_text_message_with_the_document(self, page: Page) -> None:
        make_account_of(PROOFED_CITIZEN, password=PASSWORD, is_attached=True, now=clock.now())

        page.goto("/recover/")
        judge(page, "/recover/")
        # Whoever skips ahead is led back.
        page.goto("/activate/password/")
        judge(page, "/activate/$")
        page.goto("/recover/mobile/")
        judge(page, "/recover/mobile/")
        page.get_by_label("手机号码").fill(PROOFED_CITIZEN.mobile)
        press(page, "获取验证码")
        judge(page, "/recover/code/")
        page.get_by_label("短信验证码").fill(last_code(PROOFED_CITIZEN.mobile))
        press(page, "下一步")
        expect(page.get_by_text("请填写本人证件信息")).to_be_visible()
        page.get_by_label("证件号码").fill(PROOFED_CITIZEN.number)
        page.get_by_label("姓名").fill(PROOFED_CITIZEN.name)
        choose_password(page)

        sign_in(page, PROOFED_CITIZEN.mobile, NEW)
        expect(page.get_by_role("heading", level=1)).to_contain_text("您好")

    def test_leads_back_by_letter(self, page: Page) -> None:
        give_email(make_account_of(UNPROOFED_CITIZEN, password=PASSWORD, now=clock.now()))

        page.goto("/recover/email/")
        page.get_by_label("电子邮箱").fill(MAIL)
        press(page, "获取验证码")
        expect(page).to_have_url(re.compile("/recover/code/"))
        page.get_by_label("验证码").fill(last_mail_code())
        press(page, "下一步")
        choose_password(page)

        sign_in(page, UNPROOFED_CITIZEN.mobile, NEW)
        expect(page.get_by_role("heading", level=1)).to_contain_text("您好")

    def test_begins_with_an_activation_code(self, page: Page) -> None:
        opened = open_staff_account(
            user_name="demo-clerk", actor=system_actor(device="tests"), now=clock.now()
        )

        page.goto("/activate/")
        page.get_by_label("激活码").fill(opened.code.lower())
        press(page, "下一步")
        choose_password(page)

        page.goto("/activate/password/")
        expect(page).to_have_url(re.compile("/activate/$"))


class TestLinking:
    def test_joins_two_accounts_switches_and_takes_them_apart(self, page: Page) -> None:
        make_account_of(UNPROOFED_CITIZEN, password=PASSWORD, now=clock.now())
        make_account(
            user_name="gan-student", mobile=AGENT.mobile, password=PASSWORD, now=clock.now()
        )
        sign_in(page, UNPROOFED_CITIZEN.mobile, PASSWORD)
        expect(page).to_have_url(re.compile("/me/"))

        page.goto("/me/links/")
        judge(page, "/me/links/")
        press(page, "关联另一个账户")
        judge(page, "/me/links/new/")
        page.get_by_label("另一个账户的用户名或手机号码").fill("gan-student")
        page.get_by_label("另一个账户的密码").fill(PASSWORD)
        press(page, "下一步")
        judge(page, "/me/links/new/.+")
        page.get_by_label("验证码").fill(last_code(AGENT.mobile))
        press(page, "确认")
        expect(page.get_by_text("账户已关联")).to_be_visible()
        press(page, "查看关联账户")
        page.get_by_role("button", name="切换到 gan-student").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("gan-student")
        page.goto("/me/links/")
        judge(page, "/me/links/")
        press(page, "解除关联")
        judge(page, "/me/links/.+/end/")
        press(page, "解除关联")
        expect(page.get_by_text("已解除关联")).to_be_visible()

        assert Account.objects.get(user_name="gan-student").mobile is not None


class TestWallet:
    def test_binds_a_card_after_two_mistakes_and_files_a_certificate(self, page: Page) -> None:
        make_account_of(PROOFED_CITIZEN, password=PASSWORD, is_attached=True, now=clock.now())
        with ports.level_source.replaced(FakeLevelSource()):
            sign_in(page, PROOFED_CITIZEN.mobile, PASSWORD)
            judge(page, "/me/$")
            page.goto("/me/bank-cards/")
            judge(page, "/me/bank-cards/$")
            press(page, "绑定银行卡")
            judge(page, "/add/$")
            page.get_by_label("银行卡号").fill("6200000000000001")
            page.get_by_label("手机号码").fill(AGENT.mobile)
            press(page, "获取短信验证码")
            expect(page.get_by_text("银行卡号有误").first).to_be_visible()
            judge(page, "/add/$")
            page.get_by_label("银行卡号").fill(card().value)
            press(page, "获取短信验证码")
            judge(page, "/add/code/$")
            code = last_code(AGENT.mobile)
            page.get_by_label("短信验证码").fill(other_than(code))
            press(page, "验证并绑定")
            expect(page.locator(".is-invalid").first).to_be_visible()
            judge(page, "/add/code/$")
            page.get_by_label("短信验证码").fill(code)
            press(page, "验证并绑定")
            judge(page, "/me/bank-cards/$")
            expect(page.get_by_text(card().value[-4:]).first).to_be_visible()
            page.get_by_role("link", name=re.compile("解绑")).click()
            judge(page, "/unbind/$")

            page.goto("/me/certificates/add/disability/")
            judge(page, "/disability/$")
            press(page, "查询我的证号")
            press(page, "保存")
            expect(page.get_by_text("请上传证件图片").first).to_be_visible()
            judge(page, "/disability/$")
            upload = FilePayload(name="1.png", mimeType="image/png", buffer=picture())
            page.get_by_label("证件图片").set_input_files([upload])
            press(page, "保存")
            judge(page, "/me/certificates/$")
            page.get_by_role("link", name=re.compile("^删除")).click()
            judge(page, "/remove/$")


class TestPages:
    @pytest.mark.parametrize(
        "path", ["/me/contacts/", "/me/closing/", "/me/people/", "/me/registration-code/"]
    )
    def test_stand_up_to_axe(self, page: Page, path: str) -> None:
        make_account_of(UNPROOFED_CITIZEN, password=PASSWORD, now=clock.now())
        sign_in(page, UNPROOFED_CITIZEN.mobile, PASSWORD)
        expect(page).to_have_url(re.compile("/me/"))

        page.goto(path)

        judge(page, path)
