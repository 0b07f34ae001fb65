"""Pages on which officers keep groups, organisations and the programs that keep staff."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from shiming.accounts.types import AccountId
from shiming.directory import ports
from shiming.directory.actions.grant_permission import grant_permission
from shiming.directory.actions.groups.add_group import add_group
from shiming.directory.actions.staff.open_staff_member import open_staff_member
from shiming.directory.models import Group, Membership, Organisation, ScimAccess
from shiming.directory.types import (
    DirectoryPermission,
    GroupDraft,
    GroupFacts,
    Keeper,
    StaffDraft,
    StaffProfile,
)
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from tests.directory.web.test_calendar_pages import client_of
from tests.factories.accounts import make_account

pytestmark = pytest.mark.django_db
LIST = "/directory/groups/"
_SYSTEM = system_actor(device="tests")


@pytest.fixture(autouse=True)
def _site(settings: Settings) -> Iterator[None]:
    settings.ROOT_URLCONF = "tests.directory.web.site"
    with ports.scim_address.replaced("https://authority.example/scim/v2"):
        yield


@pytest.fixture
def officer() -> Client:
    account = make_account(now=clock.now())
    for permission in (
        DirectoryPermission.MANAGE_GROUPS,
        DirectoryPermission.MANAGE_ORGANISATIONS,
        DirectoryPermission.MANAGE_SCIM,
    ):
        grant_permission(
            account_id=AccountId(account.pk),
            permission=permission,
            granter=_SYSTEM,
            now=clock.now(),
        )
    return client_of(account)


@pytest.fixture
def jia() -> AccountId:
    draft = StaffDraft(user_name="staff.jia", profile=StaffProfile(display_name="示例甲"))
    opened = open_staff_member(draft=draft, keeper=Keeper(), actor=_SYSTEM, now=clock.now())
    return opened.account_id


@pytest.fixture
def group(jia: AccountId) -> GroupFacts:
    draft = GroupDraft(name="窗口值班", members=frozenset({jia}))
    return add_group(draft=draft, keeper=Keeper(), actor=_SYSTEM, now=clock.now())


class TestGroups:
    def test_are_added_and_found_in_the_list(self, officer: Client) -> None:
        assert "还没有用户组" in officer.get(LIST).content.decode()

        added = officer.post(f"{LIST}add/", {"name": "窗口值班", "description": "各大厅"})

        group = Group.objects.get()
        assert (added.status_code, added["Location"]) == (303, f"{LIST}{group.pk}/")
        page = officer.get(LIST).content.decode()
        assert "窗口值班" in page
        assert "各大厅" in page

    def test_are_listed_a_page_at_a_time(self, officer: Client) -> None:
        for number in range(51):
            draft = GroupDraft(name=f"组{number:02}")
            add_group(draft=draft, keeper=Keeper(), actor=_SYSTEM, now=clock.now())

        first = officer.get(LIST).content.decode()
        following = re.search(r'href="(\?after=[^"]+)"', first)
        assert following
        second = officer.get(f"{LIST}{following[1]}").content.decode()

        assert [f"组{n:02}" in first for n in (0, 49, 50)] == [True, True, False]
        assert [f"组{n:02}" in second for n in (0, 49, 50)] == [False, False, True]
        assert 'rel="next"' not in second
        assert officer.get(f"{LIST}?after=nonsense").status_code == 200

    @pytest.mark.parametrize("name", ["", "x" * 61])
    def test_need_a_name(self, officer: Client, name: str) -> None:
        answer = officer.post(f"{LIST}add/", {"name": name})

        assert answer.status_code == 422
        assert not Group.objects.exists()

    def test_have_a_name_each(self, officer: Client, group: GroupFacts) -> None:
        answer = officer.post(f"{LIST}add/", {"name": group.name})

        assert answer.status_code == 409
        assert "名称或外部编号已被使用" in answer.content.decode()

    def test_take_members_by_login_name_and_let_them_go(
        self, officer: Client, group: GroupFacts, jia: AccountId
    ) -> None:
        url = f"{LIST}{group.id}/"
        assert "示例甲" in officer.get(url).content.decode()

        officer.post(f"{url}members/{jia}/remove/")
        assert not Membership.objects.exists()

        officer.post(f"{url}members/add/", {"user_name": "STAFF.jia"})
        assert Membership.objects.get().account_id == jia

    def test_take_nobody_who_is_no_member_of_staff(
        self, officer: Client, group: GroupFacts
    ) -> None:
        make_account(user_name="citizen.jia")

        answer = officer.post(f"{LIST}{group.id}/members/add/", {"user_name": "citizen.jia"})

        assert answer.status_code == 422
        assert "没有找到要加入的工作人员" in answer.content.decode()
        assert Membership.objects.count() == 1

    def test_are_not_changed_by_who_has_seen_an_older_one(
        self, officer: Client, group: GroupFacts
    ) -> None:
        url = f"{LIST}{group.id}/"
        seen = re.search(r'name="version"[^>]*value="(\d+)"', officer.get(url).content.decode())
        assert seen is not None
        officer.post(url, {"name": "大厅值班", "description": "", "version": seen[1]})

        late = officer.post(url, {"name": "夜间值班", "description": "", "version": seen[1]})

        assert late.status_code == 409
        assert Group.objects.get().name == "大厅值班"
        # Who renames a group does not empty it.
        assert Membership.objects.count() == 1

    def test_go_only_once_that_is_confirmed(self, officer: Client, group: GroupFacts) -> None:
        url = f"{LIST}{group.id}/delete/"
        assert "删除用户组“窗口值班”？" in officer.get(url).content.decode()
        officer.post(url)
        assert Group.objects.exists()

        gone = officer.post(url, {"confirmed": "yes"})

        assert (gone.status_code, gone["Location"]) == (303, LIST)
        assert not Group.objects.exists()


class TestOrganisations:
    def test_are_added_below_one_another(self, officer: Client) -> None:
        officer.post("/directory/organisations/add/", {"code": "60", "name": "某省"})
        officer.post(
            "/directory/organisations/add/", {"code": "60-A", "name": "甲市", "parent_code": "60"}
        )

        assert list(Organisation.objects.order_by("path").values_list("path", flat=True)) == [
            "/60/",
            "/60/60-A/",
        ]
        assert "甲市" in officer.get("/directory/organisations/").content.decode()

    @pytest.mark.parametrize("code", ["", "60/B", "60 B", "六十", "x" * 33, "60%"])
    def test_have_codes_that_a_path_can_hold(self, officer: Client, code: str) -> None:
        answer = officer.post("/directory/organisations/add/", {"code": code, "name": "甲市"})

        assert answer.status_code == 422
        assert not Organisation.objects.exists()

    def test_have_a_code_each(self, officer: Client) -> None:
        officer.post("/directory/organisations/add/", {"code": "60", "name": "某省"})

        answer = officer.post("/directory/organisations/add/", {"code": "60", "name": "某市"})

        assert answer.status_code == 409


class TestPrograms:
    def test_are_let_in_and_kept_out(self, officer: Client) -> None:
        officer.post("/directory/organisations/add/", {"code": "60", "name": "某省"})

        officer.post("/directory/scim/add/", {"client_id": "hr", "organisation_code": "60"})

        access = ScimAccess.objects.get()
        page = officer.get("/directory/scim/").content.decode()
        assert "https://authority.example/scim/v2" in page
        assert "某省" in page
        twice = officer.post("/directory/scim/add/", {"client_id": "hr"})
        assert twice.status_code == 409
        url = f"/directory/scim/{access.pk}/end/"
        assert officer.get(url).status_code == 200
        officer.post(url, {"confirmed": "yes"})
        access.refresh_from_db()
        assert access.ended_at is not None


@pytest.mark.parametrize("path", ["groups/", "organisations/", "scim/"])
class TestGuard:
    def test_sends_visitors_to_sign_in(self, path: str) -> None:
        assert Client().get(f"/directory/{path}").status_code == 302

    def test_lets_nobody_in_without_the_permission(self, path: str) -> None:
        stranger = client_of(make_account(now=clock.now()))

        assert stranger.get(f"/directory/{path}").status_code == 403
        assert stranger.post(f"/directory/{path}add/", {"name": "x"}).status_code == 403
