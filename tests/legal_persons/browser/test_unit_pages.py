"""A representative registers a unit on a phone, switches to it and leaves it; axe on every page."""

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from shiming.accounts.models import Account
from shiming.accounts.types import AccountId
from shiming.directory.actions.grant_permission import grant_permission
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from shiming.legal_persons.actions.registrations.ask_register import ask_register
from shiming.legal_persons.models import UnitRegistration
from shiming.legal_persons.types import LegalPersonPermission, RegistrationId, RegistrationWay
from shiming.vendors.registers.simulator.legal_persons import LegalPersonSimulator
from tests.browser.axe.axe_kit import assert_accessible
from tests.browsers import launch
from tests.cast import LEGAL_REPRESENTATIVE
from tests.factories.accounts import make_account, make_visit, start_session
from tests.factories.legal_persons import CODE, UNIT_NAME, make_proofed, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE: ViewportSize = {"width": 360, "height": 740}
_IS_NARROW = "document.documentElement.scrollWidth <= window.innerWidth"


def sign_in(context: BrowserContext, account: Account, url: str) -> Page:
    session = start_session(account, visit=make_visit(), now=clock.now())
    context.clear_cookies()
    context.add_cookies([{"name": "shiming_session", "value": session.cookie_value, "url": url}])
    return context.new_page()


def check(page: Page) -> None:
    assert_accessible(page)
    assert page.evaluate(_IS_NARROW)


def check_at(page: Page, url: str) -> None:
    page.goto(url)
    check(page)


def fill(page: Page) -> None:
    for label, text in {
        "统一社会信用代码": f" {CODE[:8]} {CODE[8:].lower()} ",
        "单位名称": UNIT_NAME,
        "法定代表人姓名": LEGAL_REPRESENTATIVE.name,
        "法定代表人证件号码": LEGAL_REPRESENTATIVE.number,
        "法定代表人民族": "汉",
        "联系手机": LEGAL_REPRESENTATIVE.mobile,
        "电子邮箱": "unit@example.com",
        "住所": "云海省样本市东湖区文昌路1号",
    }.items():
        page.get_by_label(label).first.fill(text)


def answer_newest() -> None:
    newest = UnitRegistration.objects.latest("submitted_at")
    ask_register(registration_id=RegistrationId(newest.pk), now=clock.now())


def test_a_unit_from_registering_to_leaving(
    live_server: LiveServer, unit_register: LegalPersonSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    url = str(live_server.url)
    head = make_proofed(LEGAL_REPRESENTATIVE, now=clock.now())
    clerk = make_account(now=clock.now())
    for permission in (LegalPersonPermission.REVIEW, LegalPersonPermission.ISSUE_CODE):
        grant_permission(
            account_id=AccountId(clerk.pk),
            permission=permission,
            granter=system_actor(device="tests"),
            now=clock.now(),
        )
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        context = chromium.new_context(viewport=PHONE, locale="zh-CN", base_url=url)
        page = sign_in(context, head, url)

        check_at(page, "/enterprises/")
        page.get_by_role("link", name="登记单位").click()
        check(page)
        fill(page)
        page.get_by_role("button", name="提交登记").click()
        expect(page.get_by_role("heading", name="登记信息核对中")).to_be_visible()
        answer_newest()
        page.reload()
        expect(page.get_by_role("heading", name="已登记")).to_be_visible()
        check(page)

        page.get_by_role("link", name="返回企业").click()
        page.get_by_role("button", name="切换到这个单位").click()
        expect(page.get_by_text("当前", exact=True)).to_be_visible()
        check(page)
        page.get_by_role("link", name="单位人员").click()
        expect(page.get_by_role("heading", name=UNIT_NAME)).to_be_visible()
        check(page)
        for path in ("people/add/", "people/requests/", "apply/", "level/"):
            check_at(page, f"/enterprises/{path}")
        check_at(page, "/me/consents/registration/")
        page.goto("/enterprises/")
        page.get_by_role("link", name="解除").click()
        check(page)
        page.get_by_label("已离职").check()
        page.get_by_role("button", name="下一步").click()
        check(page)
        page.get_by_role("button", name="确定解除").click()
        expect(page.get_by_text("您还没有关联的企业")).to_be_visible()

        page.goto("/enterprises/register/")
        page.locator(f"input[value={RegistrationWay.APPROVAL.value}]").check()
        fill(page)
        page.get_by_label("单位证照照片").set_input_files(
            {"name": "paper.jpg", "mimeType": "image/jpeg", "buffer": picture()}
        )
        page.get_by_role("button", name="提交登记").click()
        answer_newest()
        desk = sign_in(context, clerk, url)
        check_at(desk, "/enterprises/review/")
        desk.get_by_role("link", name=UNIT_NAME).click()
        check(desk)
        check_at(desk, "/enterprises/codes/")
        chromium.close()
