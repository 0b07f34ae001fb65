"""Pages of groups, organisations, programs and provisioning on a phone, held against axe-core."""

import pytest
from playwright.sync_api import ViewportSize, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from shiming.accounts.types import AccountId, AccountPermission
from shiming.directory import ports
from shiming.directory.actions.grant_permission import grant_permission
from shiming.directory.actions.publications.publish_document import publish_document
from shiming.directory.actions.staff.open_staff_member import open_staff_member
from shiming.directory.actions.staff.upload_staff_file import upload_staff_file
from shiming.directory.types import (
    DirectoryPermission,
    Keeper,
    PublicationDraft,
    PublicationKind,
    StaffDraft,
    StaffProfile,
)
from shiming.kernel import clock
from shiming.kernel.actor import ActingIdentity, Actor, system_actor
from tests.browser.axe.axe_kit import assert_accessible
from tests.browsers import launch
from tests.directory.test_published_files import PDF
from tests.factories.accounts import make_account, make_visit, start_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE: ViewportSize = {"width": 360, "height": 740}
_IS_NARROW = "document.documentElement.scrollWidth <= window.innerWidth"
_SYSTEM = system_actor(device="tests")
_PERMISSIONS: frozenset[str] = frozenset(
    {
        DirectoryPermission.MANAGE_GROUPS,
        DirectoryPermission.MANAGE_ORGANISATIONS,
        DirectoryPermission.MANAGE_SCIM,
        DirectoryPermission.MANAGE_STAFF,
        DirectoryPermission.GRANT,
        DirectoryPermission.PUBLISH,
        AccountPermission.RESET_STAFF,
        "identity_provider:provisioning:manage",
    }
)


def test_groups_are_kept_on_a_phone(
    live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    url = str(live_server.url)
    account = make_account(now=clock.now())
    for permission in _PERMISSIONS:
        grant_permission(
            account_id=AccountId(account.pk),
            permission=permission,
            granter=_SYSTEM,
            now=clock.now(),
        )
    draft = StaffDraft(user_name="staff.jia", profile=StaffProfile(display_name="示例甲"))
    jia = open_staff_member(draft=draft, keeper=Keeper(), actor=_SYSTEM, now=clock.now())
    import_id = upload_staff_file(
        content="姓名,登录名,机构代码,身份证号码,手机号码,电子邮箱\n,staff.jia,99,1,1,1\n".encode(),
        officer=Actor(account_id=account.pk, identity=ActingIdentity(permissions=_PERMISSIONS)),
        now=clock.now(),
    )
    publish_document(
        draft=PublicationDraft(
            kind=PublicationKind.MANUAL,
            title="窗口工作手册",
            version="2026版",
            portal_id=None,
            valid_from=clock.today_in_china(clock.now()),
        ),
        content=PDF,
        officer=_SYSTEM,
        now=clock.now(),
    )
    session = start_session(account, visit=make_visit(), now=clock.now())
    with (
        ports.scim_address.replaced(f"{url}/scim/v2"),
        sync_playwright() as playwright,
    ):
        chromium = launch(playwright)
        context = chromium.new_context(viewport=PHONE, locale="zh-CN", base_url=url)
        context.add_cookies(
            [{"name": "shiming_session", "value": session.cookie_value, "url": url}]
        )
        page = context.new_page()

        staff = f"/directory/staff/{jia.account_id}/"
        for path in (
            "/directory/organisations/",
            "/directory/scim/",
            "/provisioning/",
            "/directory/staff/",
            "/directory/staff/add/",
            "/directory/staff/files/",
            f"/directory/staff/files/{import_id}/",
            staff,
            f"{staff}close/",
            "/directory/publications/",
            "/downloads/",
        ):
            page.goto(path)
            assert_accessible(page)
            assert page.evaluate(_IS_NARROW)

        page.goto("/directory/groups/")
        assert_accessible(page)
        page.get_by_label("名称").fill("窗口值班")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_role("heading", name="用户组：窗口值班")).to_be_visible()
        page.get_by_label("登录名").fill("staff.jia")
        page.get_by_role("button", name="加入").click()
        expect(page.locator("td", has_text="示例甲").first).to_be_visible()
        assert_accessible(page)
        assert page.evaluate(_IS_NARROW)
        page.get_by_role("link", name="删除用户组").click()
        expect(page.get_by_text("删除用户组“窗口值班”？")).to_be_visible()
        assert_accessible(page)
        page.get_by_role("button", name="删除", exact=True).click()
        expect(page.get_by_text("还没有用户组")).to_be_visible()
        chromium.close()
