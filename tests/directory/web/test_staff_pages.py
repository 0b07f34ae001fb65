"""Pages on which officers keep members of staff."""

import enum
import re
from collections.abc import Iterator

import pytest
from django.test import Client

from shiming.accounts import errors as account_errors
from shiming.accounts import ports
from shiming.accounts.actions.recovery.choose_password import choose_password
from shiming.accounts.actions.sign_in_with_password import sign_in_with_password
from shiming.accounts.models import Account, ActivationCode, Session
from shiming.accounts.types import (
    AccountId,
    AccountPermission,
    AccountPolicy,
    AccountState,
    HumanAnswer,
    SignInOutcome,
    StartedSession,
)
from shiming.audit import queries as audit
from shiming.directory import queries
from shiming.directory.actions.grant_permission import grant_permission
from shiming.directory.actions.groups.add_group import add_group
from shiming.directory.actions.organisations.add_organisation import add_organisation
from shiming.directory.actions.staff.close_staff_member import close_staff_member
from shiming.directory.actions.staff.open_staff_member import open_staff_member
from shiming.directory.models import Membership, PermissionGrant, StaffMember
from shiming.directory.types import (
    DirectoryPermission,
    GroupDraft,
    Keeper,
    StaffDraft,
    StaffProfile,
)
from shiming.directory.web.permission_names import PERMISSION_NAMES
from shiming.identity_provider.types import ProvisioningPermission, RegistryPermission
from shiming.jobs.types import JobPermission
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from shiming.legal_persons.types import LegalPersonPermission
from shiming.messages.models import OutboxMessage
from tests.directory.web.test_calendar_pages import client_of
from tests.factories.accounts import make_account, make_visit, start_session

pytestmark = pytest.mark.django_db
LIST = "/directory/staff/"
_SYSTEM = system_actor(device="tests")
_REASON = {"reason": "长期离岗，暂停使用"}
_NEW = {
    "name": "示例乙",
    "user_name": "staff.yi",
    "organisation_code": "60-A",
    "mobile": "13800138000",
}


def grant(account: Account, *permissions: str) -> None:
    for permission in permissions:
        grant_permission(
            account_id=AccountId(account.pk),
            permission=permission,
            granter=_SYSTEM,
            now=clock.now(),
        )


def held_by(account_id: AccountId) -> frozenset[str]:
    return queries.permissions_of(account_id, clock.now())


def version_in(page: str) -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert found is not None
    return found[1]


@pytest.fixture(autouse=True)
def _plain_forms() -> Iterator[None]:
    with ports.policy.replaced(AccountPolicy(checked_forms=frozenset())):
        yield


@pytest.fixture(autouse=True)
def _tree() -> None:
    for code, parent in (("60", ""), ("60-A", "60"), ("60-B", "60")):
        add_organisation(
            code=code, name=f"机构{code}", parent_code=parent, officer=_SYSTEM, now=clock.now()
        )


@pytest.fixture
def account() -> Account:
    account = make_account(now=clock.now())
    grant(
        account,
        DirectoryPermission.MANAGE_STAFF,
        DirectoryPermission.GRANT,
        AccountPermission.RESET_STAFF,
    )
    return account


@pytest.fixture
def officer(account: Account) -> Client:
    return client_of(account)


@pytest.fixture
def jia() -> AccountId:
    draft = StaffDraft(
        user_name="staff.jia",
        organisation_code="60-A",
        profile=StaffProfile(display_name="示例甲", phone="+8613800138001"),
    )
    opened = open_staff_member(draft=draft, keeper=Keeper(), actor=_SYSTEM, now=clock.now())
    return opened.account_id


@pytest.fixture
def active(jia: AccountId) -> AccountId:
    Account.objects.filter(pk=jia).update(
        state=AccountState.ACTIVE, password_changed_at=clock.now()
    )
    start_session(Account.objects.get(pk=jia), now=clock.now())
    return jia


@pytest.mark.requirement("S20-3")
class TestList:
    def test_shows_who_works_where(self, officer: Client, jia: AccountId) -> None:
        page = officer.get(LIST).content.decode()

        assert all(part in page for part in ("示例甲", "staff.jia", "机构60-A", "待激活"))

    @pytest.mark.parametrize("name", ["示例甲", "STAFF.jia", "  示例甲"])
    def test_finds_somebody_by_the_whole_name(
        self, officer: Client, jia: AccountId, name: str
    ) -> None:
        officer.post(f"{LIST}add/", _NEW)

        page = officer.post(LIST, {"name": name}).content.decode()

        assert "staff.jia" in page
        assert "staff.yi" not in page

    @pytest.mark.parametrize("name", ["示例", "staff.j", "%", "示例_"])
    def test_finds_nobody_by_a_part_of_it(self, officer: Client, jia: AccountId, name: str) -> None:
        page = officer.post(LIST, {"name": name}).content.decode()

        assert "没有符合条件的工作人员" in page

    def test_is_narrowed_by_place_and_state(self, officer: Client, jia: AccountId) -> None:
        def finds(**narrowing: str) -> bool:
            return "staff.jia" in officer.get(LIST, narrowing).content.decode()

        assert finds(organisation_code="60-A", state="pending")
        assert not finds(organisation_code="60-B")
        assert not finds(state="active")

    def test_goes_on_where_a_page_ended(
        self, officer: Client, jia: AccountId, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shiming.directory.queries.staff_desk._PAGE", 1)
        officer.post(f"{LIST}add/", _NEW)
        first = officer.get(LIST, {"organisation_code": "60-A"}).content.decode()
        assert "staff.yi" not in first

        following = re.search(r'href="(\?[^"]+)"\s+rel="next"', first)
        assert following is not None
        second = officer.get(LIST + following[1].replace("&amp;", "&")).content.decode()

        assert "staff.yi" in second
        assert "staff.jia" not in second
        assert 'rel="next"' not in second

    def test_shows_nobody_but_staff(self, officer: Client) -> None:
        make_account(user_name="citizen.jia")

        page = officer.post(LIST, {"name": "citizen.jia"}).content.decode()

        assert "没有符合条件的工作人员" in page

    def test_shows_closed_ones_only_if_asked(self, officer: Client, jia: AccountId) -> None:
        close_staff_member(
            account_id=jia, version=None, keeper=Keeper(), actor=_SYSTEM, now=clock.now()
        )

        assert "staff.jia" not in officer.get(LIST).content.decode()
        assert "staff.jia" in officer.get(LIST, {"state": "closed"}).content.decode()


@pytest.mark.requirement("S06-2", "S20-3")
class TestOpening:
    def test_sends_the_code_to_the_owner_and_shows_it_to_nobody(
        self, officer: Client, account: Account
    ) -> None:
        added = officer.post(f"{LIST}add/", _NEW, follow=True)

        page = added.content.decode()
        assert "示例乙" in page
        assert "13800138000" not in page
        member = StaffMember.objects.get()
        assert member.opened_by == account.pk
        assert Account.objects.get(pk=member.pk).password == ""
        code = re.search(r"\w{4}(?:-\w{4}){3}", str(OutboxMessage.objects.get().content))
        assert code is not None
        assert code[0] not in page
        assert ActivationCode.objects.filter(account_id=member.pk).count() == 1
        assert held_by(AccountId(member.pk)) == frozenset()

    @pytest.mark.parametrize(
        "wrong",
        [
            {"mobile": ""},
            {"mobile": "123"},
            {"mobile": "", "email": "nobody"},
            {"name": ""},
            {"user_name": ""},
            {"organisation_code": "99"},
        ],
    )
    def test_needs_a_name_a_place_and_a_contact(
        self, officer: Client, wrong: dict[str, str]
    ) -> None:
        answer = officer.post(f"{LIST}add/", _NEW | wrong)

        assert answer.status_code == 422
        assert not StaffMember.objects.exists()

    def test_takes_each_login_name_once(self, officer: Client, jia: AccountId) -> None:
        answer = officer.post(f"{LIST}add/", _NEW | {"user_name": "Staff.Jia"})

        assert answer.status_code == 409
        assert StaffMember.objects.count() == 1


@pytest.mark.requirement("S06-2", "S20-3")
class TestDetail:
    def test_tells_where_each_permission_comes_from(
        self, officer: Client, account: Account, jia: AccountId
    ) -> None:
        add_group(
            draft=GroupDraft(name="窗口值班", members=frozenset({jia})),
            keeper=Keeper(),
            actor=_SYSTEM,
            now=clock.now(),
        )
        officer.post(f"{LIST}{jia}/permissions/grant/", {"permission": "proofing:case:review"})

        page = officer.get(f"{LIST}{jia}/").content.decode()

        assert all(part in page for part in ("窗口值班", "复核认证", "直接分配", "机构60-A"))
        assert "13800138001" not in page
        assert "138****8001" in page

    def test_changes_data_and_transfers(self, officer: Client, jia: AccountId) -> None:
        add_group(
            draft=GroupDraft(name="甲市窗口", organisation_code="60-A", members=frozenset({jia})),
            keeper=Keeper(),
            actor=_SYSTEM,
            now=clock.now(),
        )
        url = f"{LIST}{jia}/"
        version = version_in(officer.get(url).content.decode())

        officer.post(url, {"name": "示例丙", "organisation_code": "60-B", "version": version})

        facts = queries.get_staff(jia, reach=Keeper().reach)
        assert (facts.name, facts.organisation_code) == ("示例丙", "60-B")
        # What was left empty stays as it was.
        assert facts.profile.phone == "+8613800138001"
        assert not Membership.objects.exists()
        assert "staff.jia" in officer.post(LIST, {"name": "示例丙"}).content.decode()

    def test_is_not_changed_by_who_has_seen_an_older_one(
        self, officer: Client, jia: AccountId
    ) -> None:
        url = f"{LIST}{jia}/"
        entered = {"organisation_code": "60-A", "version": "1"}
        officer.post(url, {"name": "示例丙", **entered})

        late = officer.post(url, {"name": "示例丁", **entered})

        assert late.status_code == 409
        assert queries.get_staff(jia, reach=Keeper().reach).name == "示例丙"


@pytest.mark.requirement("S20-3")
class TestLocking:
    def test_ends_the_sessions_until_it_is_lifted(self, officer: Client, active: AccountId) -> None:
        officer.post(f"{LIST}{active}/lock/", _REASON)

        assert Account.objects.get(pk=active).state == AccountState.FROZEN
        assert not Session.objects.filter(account_id=active, ended_at__isnull=True).exists()
        assert "已锁定" in officer.get(f"{LIST}{active}/").content.decode()
        officer.post(f"{LIST}{active}/unlock/", _REASON)
        assert Account.objects.get(pk=active).state == AccountState.ACTIVE

    def test_leaves_who_never_came_waiting_for_their_code(
        self, officer: Client, jia: AccountId
    ) -> None:
        officer.post(f"{LIST}{jia}/lock/", _REASON)
        officer.post(f"{LIST}{jia}/unlock/", _REASON)

        assert Account.objects.get(pk=jia).state == AccountState.PENDING

    @pytest.mark.parametrize("reason", ["", "短", "本人身份证11010519491231002X"])
    def test_takes_a_reason_that_names_nobody(
        self, officer: Client, active: AccountId, reason: str
    ) -> None:
        assert officer.post(f"{LIST}{active}/lock/", {"reason": reason}).status_code == 422
        assert Account.objects.get(pk=active).state == AccountState.ACTIVE

    def test_is_done_once(self, officer: Client, active: AccountId) -> None:
        officer.post(f"{LIST}{active}/lock/", _REASON)

        assert officer.post(f"{LIST}{active}/lock/", _REASON).status_code == 409


@pytest.mark.requirement("S20-3")
class TestClosing:
    def test_takes_the_login_name_once_more(self, officer: Client, active: AccountId) -> None:
        grant(Account.objects.get(pk=active), "proofing:case:review")
        url = f"{LIST}{active}/close/"
        version = version_in(officer.get(url).content.decode())
        wrong = officer.post(url, {"user_name": "staff.yi", "version": version})
        assert wrong.status_code == 422
        assert not StaffMember.objects.get().is_closed

        officer.post(url, {"user_name": "staff.jia", "version": version})

        # Nothing is erased: the row and what was done with the account stay.
        assert StaffMember.objects.get().is_closed
        assert Account.objects.get(pk=active).state == AccountState.CLOSED
        assert held_by(active) == frozenset()
        assert "账户已注销" in officer.get(f"{LIST}{active}/").content.decode()

    def test_is_not_done_by_who_has_seen_an_older_one(
        self, officer: Client, active: AccountId
    ) -> None:
        officer.post(f"{LIST}{active}/lock/", _REASON)

        late = officer.post(f"{LIST}{active}/close/", {"user_name": "staff.jia", "version": "1"})

        assert late.status_code == 409
        assert not StaffMember.objects.get().is_closed

    @pytest.mark.parametrize(
        "act", ["", "lock/", "unlock/", "close/", "permissions/grant/", "permissions/revoke/"]
    )
    def test_leaves_nothing_to_be_done(self, officer: Client, jia: AccountId, act: str) -> None:
        close_staff_member(
            account_id=jia, version=None, keeper=Keeper(), actor=_SYSTEM, now=clock.now()
        )
        entered = {
            "name": "示例丙",
            "user_name": "staff.jia",
            "version": "2",
            "permission": "proofing:case:review",
            **_REASON,
        }

        assert officer.post(f"{LIST}{jia}/{act}", entered).status_code == 404
        assert held_by(jia) == frozenset()
        assert StaffMember.objects.get().is_closed


@pytest.mark.requirement("S06-2")
class TestPermissions:
    def test_are_given_and_taken_back(
        self, officer: Client, account: Account, jia: AccountId
    ) -> None:
        given = {"permission": "proofing:case:review"}

        officer.post(f"{LIST}{jia}/permissions/grant/", given)
        assert held_by(jia) == {"proofing:case:review"}
        assert PermissionGrant.objects.get(account_id=jia).granted_by == account.pk
        officer.post(f"{LIST}{jia}/permissions/revoke/", given)

        assert held_by(jia) == frozenset()
        told = {one.event for one in audit.list_records_unscoped(subject=f"account:{jia}")}
        assert {"directory.permission.granted", "directory.permission.revoked"} <= told

    def test_are_those_that_the_areas_know(self) -> None:
        known = {
            str(member.value)
            for words in _subclasses_of(enum.StrEnum)
            if words.__module__.startswith("shiming.") and words.__name__.endswith("Permission")
            for member in words
        }
        of_units = {LegalPersonPermission.ACT.value, LegalPersonPermission.MANAGE_OFFICERS.value}

        assert {JobPermission.MANAGE, *RegistryPermission, *ProvisioningPermission} <= known
        assert set(PERMISSION_NAMES) == known - of_units

    @pytest.mark.parametrize("permission", ["", "legal_persons:unit:act", "x:y:z"])
    def test_are_no_others(self, officer: Client, jia: AccountId, permission: str) -> None:
        answer = officer.post(f"{LIST}{jia}/permissions/grant/", {"permission": permission})

        assert answer.status_code == 422
        assert held_by(jia) == frozenset()

    def test_are_not_given_by_who_opened_the_account(self, officer: Client) -> None:
        # They chose the mobile that the first code went to: it could be their own.
        officer.post(f"{LIST}add/", _NEW)
        opened = StaffMember.objects.get().pk

        answer = officer.post(
            f"{LIST}{opened}/permissions/grant/", {"permission": "proofing:case:review"}
        )

        assert answer.status_code == 403
        assert held_by(opened) == frozenset()


class TestOneself:
    @pytest.fixture
    def own(self, active: AccountId) -> AccountId:
        grant(
            Account.objects.get(pk=active),
            DirectoryPermission.MANAGE_STAFF,
            DirectoryPermission.GRANT,
            AccountPermission.RESET_STAFF,
        )
        return active

    @pytest.mark.parametrize(
        ("act", "entered"),
        [
            ("lock/", _REASON),
            ("close/", {"user_name": "staff.jia", "version": "1"}),
            ("permissions/grant/", {"permission": "proofing:case:review"}),
        ],
    )
    @pytest.mark.requirement("S06-2", "S20-3")
    def test_is_neither_locked_nor_closed_nor_given_anything(
        self, own: AccountId, act: str, entered: dict[str, str]
    ) -> None:
        held = held_by(own)
        client = client_of(Account.objects.get(pk=own))

        assert client.post(f"{LIST}{own}/{act}", entered).status_code == 403
        assert Account.objects.get(pk=own).state == AccountState.ACTIVE
        assert held_by(own) == held


class TestReset:
    @pytest.mark.requirement("S06-2")
    def test_ends_the_sessions_and_goes_to_the_owner(
        self, officer: Client, active: AccountId
    ) -> None:
        Account.objects.filter(pk=active).update(mobile="+8613800138001")
        url = f"/me/people/{active}/reset/"
        assert url in officer.get(f"{LIST}{active}/").content.decode()

        done = officer.post(url)

        assert done.status_code == 200
        code = ActivationCode.objects.get(account_id=active, consumed_at__isnull=True)
        assert code.purpose == "reset_by_superior"
        assert not Session.objects.filter(account_id=active, ended_at__isnull=True).exists()

    def test_is_not_offered_for_who_is_locked(self, officer: Client, active: AccountId) -> None:
        officer.post(f"{LIST}{active}/lock/", _REASON)

        page = officer.get(f"{LIST}{active}/").content.decode()

        assert f"/me/people/{active}/reset/" not in page


class TestWalk:
    @pytest.mark.requirement("S06-2")
    def test_leads_from_the_code_to_signing_in_and_again_after_a_reset(
        self, officer: Client
    ) -> None:
        officer.post(f"{LIST}add/", _NEW)
        jia = StaffMember.objects.get().pk
        first = _enter_with_sent_code("Zhao-Xia-82-Lu")
        assert first.account_id == jia

        # Personnel's word is no contact of the account: this is what the owner has bound.
        Account.objects.filter(pk=jia).update(mobile="+8613800138000")
        OutboxMessage.objects.all().delete()
        officer.post(f"/me/people/{jia}/reset/")
        with pytest.raises(account_errors.BadCredentials):
            _sign_in("Zhao-Xia-82-Lu")
        assert _enter_with_sent_code("Mo-Yu-57-Shan").account_id == jia


def _enter_with_sent_code(password: str) -> StartedSession:
    """Choose a password with the code that was sent, and sign in with it."""
    sent = "".join(str(one.content) for one in OutboxMessage.objects.all())
    code = re.search(r"\w{4}(?:-\w{4}){3}", sent)
    assert code is not None
    choose_password(
        typed_code=code[0],
        password=password,
        document=None,
        account_id=None,
        visit=make_visit(),
        now=clock.now(),
    )
    entered = _sign_in(password)
    assert isinstance(entered, StartedSession)
    return entered


def _sign_in(password: str) -> SignInOutcome:
    return sign_in_with_password(
        identifier="staff.yi",
        password=password,
        human=HumanAnswer(),
        visit=make_visit(),
        replaces=None,
        is_staff=True,
        now=clock.now(),
    )


_WRITES = ("add/", "{}/", "{}/lock/", "{}/unlock/", "{}/close/")
_GRANTS = ("{}/permissions/grant/", "{}/permissions/revoke/")


class TestGuard:
    @pytest.mark.parametrize("path", ["", *_WRITES])
    def test_sends_visitors_to_sign_in(self, jia: AccountId, path: str) -> None:
        assert Client().post(LIST + path.format(jia)).status_code == 302

    @pytest.mark.parametrize("path", ["", *_WRITES, *_GRANTS])
    def test_lets_nobody_in_without_permission(self, jia: AccountId, path: str) -> None:
        stranger = client_of(make_account(now=clock.now()))

        assert stranger.post(LIST + path.format(jia), _NEW).status_code == 403
        assert stranger.get(LIST).status_code == 403
        assert stranger.get(f"{LIST}{jia}/").status_code == 403

    @pytest.mark.parametrize(
        ("permission", "paths"),
        [(DirectoryPermission.GRANT, _WRITES), (DirectoryPermission.MANAGE_STAFF, _GRANTS)],
    )
    def test_tells_keeping_staff_from_giving_permissions(
        self, jia: AccountId, permission: str, paths: tuple[str, ...]
    ) -> None:
        half = make_account(now=clock.now())
        grant(half, permission)
        client = client_of(half)

        assert client.get(f"{LIST}{jia}/").status_code == 200
        assert {client.post(LIST + path.format(jia), _NEW).status_code for path in paths} == {403}

    def test_answers_for_citizens_as_for_nobody(self, officer: Client) -> None:
        citizen = make_account(user_name="citizen.jia")
        nobody = "00000000-0000-7000-8000-000000000000"

        for key in (citizen.pk, nobody):
            assert officer.get(f"{LIST}{key}/").status_code == 404
            given = {"permission": "proofing:case:review"}
            assert officer.post(f"{LIST}{key}/permissions/grant/", given).status_code == 404
            assert officer.post(f"{LIST}{key}/lock/", _REASON).status_code == 404

    @pytest.mark.parametrize("path", [*_WRITES, *_GRANTS])
    def test_demands_a_csrf_token(self, officer: Client, jia: AccountId, path: str) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = officer.cookies

        assert strict.post(LIST + path.format(jia), _NEW | _REASON).status_code == 403
        assert StaffMember.objects.count() == 1
        assert Account.objects.get(pk=jia).state == AccountState.PENDING


def _subclasses_of(words: type[enum.StrEnum]) -> set[type[enum.StrEnum]]:
    return set(words.__subclasses__())
