"""Somebody without an account applies for one on a phone; each page is judged by axe as well."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

from shiming.accounts.models import Application
from shiming.accounts.types import AccountKind
from shiming.accounts.types.applications import ApplicationPermission
from shiming.kernel import clock
from tests.accounts.actions.applications.conftest import PERMIT, first_code, jpeg
from tests.accounts.browser.test_owner_walks import PHONE, choose_password, judge, press
from tests.accounts.browser.test_owner_walks import chromium as chromium  # noqa: PLC0414  a fixture
from tests.accounts.browser.test_owner_walks import page as page  # noqa: PLC0414  a fixture
from tests.accounts.conftest import FakePermissionSource
from tests.cast import AGENT, LEGAL_REPRESENTATIVE, UNPROOFED_CITIZEN
from tests.factories.accounts import last_code, make_account, start_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXTS = {
    "项目名称": "滨江学校教学楼工程",
    "所属地区": "600101",
    "项目地址": "滨江路 1 号",
    "施工总承包单位": "样例建筑有限公司",
    "总承包单位统一社会信用代码": "91350100M000100Y43",
    "项目经理姓名": "罗可为",
    "项目经理手机号码": AGENT.mobile,
    "劳资专管员姓名": "何守业",
    "劳资专管员手机号码": LEGAL_REPRESENTATIVE.mobile,
    "计划竣工日期": "2027-06-30",
    "合同金额（元）": "12500000",
    "申请人姓名": "甘小梅",
}


@pytest.fixture
def desk(
    chromium: Browser, live_server: LiveServer, permission_source: FakePermissionSource
) -> Iterator[Page]:
    """Return the browser of an officer who is signed in."""
    permission_source.answer = frozenset(ApplicationPermission)
    started = start_session(make_account(kind=AccountKind.STAFF, now=clock.now()), now=clock.now())
    context = chromium.new_context(viewport=PHONE, locale="zh-CN", base_url=str(live_server.url))
    url = str(live_server.url)
    context.add_cookies([{"name": "shiming_session", "value": started.cookie_value, "url": url}])
    yield context.new_page()
    context.close()


def fill_in(page: Page) -> None:
    for label, value in TEXTS.items():
        page.get_by_label(re.compile(f"^{re.escape(label)}")).first.fill(value)
    page.get_by_label(re.compile("^施工许可证号")).fill(PERMIT)
    page.get_by_label(re.compile("^再次填写施工许可证号")).fill(PERMIT)


def apply(page: Page) -> Application:
    """Go from the sign-in page to the number of an application."""
    page.goto("/sign-in/")
    press(page, "账号注册（项目、单位）")
    judge(page, "/apply/$")
    press(page, "申请：建设项目注册")
    judge(page, "/apply/mobile/")
    page.get_by_label("手机号码").fill(UNPROOFED_CITIZEN.mobile)
    press(page, "获取验证码")
    judge(page, "/apply/code/")
    page.get_by_label("短信验证码").fill(last_code(UNPROOFED_CITIZEN.mobile))
    press(page, "下一步")
    judge(page, "/apply/new/building_project/")
    fill_in(page)
    # What a switch asks for shows at once, and goes again.
    started = page.get_by_label(re.compile("^开工日期"))
    expect(started).to_be_hidden()
    page.get_by_role("group", name=re.compile("是否已开工")).get_by_label("是").check()
    expect(started).to_be_visible()
    started.fill("2026-10-01")
    page.get_by_role("group", name=re.compile("设备供应商")).get_by_label("否").check()
    scan = FilePayload(name="form.jpg", mimeType="image/jpeg", buffer=jpeg())
    page.get_by_label(re.compile("^盖章的申请表")).set_input_files([scan])
    press(page, "提交申请")
    judge(page, "/apply/done/")
    expect(page.get_by_text("提交成功，请等待审核")).to_be_visible()
    application = Application.objects.get()
    expect(page.get_by_text(application.number)).to_be_visible()
    return application


def send_back(desk: Page, application: Application) -> None:
    """Take it up from the queue, and return it."""
    desk.goto("/desk/applications/")
    judge(desk, "/desk/applications/$")
    press(desk, application.number)
    press(desk, "受理")
    expect(desk.get_by_text("滨江路 1 号")).to_be_visible()
    judge(desk, f"/desk/applications/{application.pk}/")
    desk.get_by_label(re.compile("^意见")).fill("地址与许可证不一致，请修改")
    press(desk, "退回修改")
    expect(desk.get_by_text("退回修改").first).to_be_visible()


def correct(page: Page, application: Application) -> None:
    """Find it by part of its name, read why it came back, and change that."""
    page.goto("/apply/progress/")
    judge(page, "/apply/progress/")
    page.get_by_label(re.compile("^项目或单位名称")).fill("滨江 工程")
    press(page, "立即查询")
    press(page, TEXTS["项目名称"])
    expect(page.get_by_text("地址与许可证不一致，请修改")).to_be_visible()
    judge(page, f"/apply/progress/{application.pk}/")
    press(page, "修改并重新提交")
    judge(page, "/correct/")
    kept = page.get_by_label(re.compile("^施工总承包单位"))
    expect(kept).to_have_value(TEXTS["施工总承包单位"])
    page.get_by_label(re.compile("^项目地址")).fill("滨江路 9 号")
    press(page, "提交申请")
    expect(page.get_by_text("已提交，等待审核").first).to_be_visible()


class TestApplying:
    def test_leads_from_the_sign_in_page_to_an_account_of_ones_own(
        self, page: Page, desk: Page
    ) -> None:
        application = apply(page)
        send_back(desk, application)
        correct(page, application)
        desk.reload()
        press(desk, "受理")
        expect(desk.get_by_text("滨江路 9 号")).to_be_visible()
        press(desk, "通过并开通")
        expect(desk.get_by_text("已通过").first).to_be_visible()

        page.goto("/activate/")
        page.get_by_label("激活码").fill(first_code())
        press(page, "下一步")
        choose_password(page)
        page.goto("/sign-in/number/")
        page.get_by_label("号码类型").select_option(label="施工许可证号")
        page.get_by_label("号码", exact=False).last.fill(PERMIT)
        page.get_by_label("密码", exact=False).first.fill("Kranich-4-Moorhuhn")
        page.locator("main form").get_by_role("button", name="登录", exact=True).click()
        expect(page).to_have_url(re.compile("^(?!.*/sign-in/)"))


class TestOfficersPages:
    def test_are_fit_for_a_phone(self, desk: Page) -> None:
        for path in ("/desk/applications/forms/", "/desk/applications/forms/edit/"):
            desk.goto(path)
            judge(desk, path)
        desk.get_by_label(re.compile("^申请种类代码")).fill("trial_account")
        desk.get_by_label(re.compile("^表单定义")).fill("title")
        press(desk, "提交审核")
        expect(desk.get_by_text("表单定义有误").first).to_be_visible()
        judge(desk, "/desk/applications/forms/edit/")
        desk.goto("/desk/connections/")
        judge(desk, "/desk/connections/")
