"""Locking and closing accounts of staff."""

import pytest
from django.test import Client

from shiming.accounts.models import Account, Session
from shiming.accounts.types import (
    AccountId,
    AccountState,
)
from shiming.directory.actions.staff.close_staff_member import close_staff_member
from shiming.directory.models import StaffMember
from shiming.directory.types import (
    Keeper,
)
from shiming.kernel import clock
from tests.directory.web.staff.desk import LIST, REASON, SYSTEM, grant, held_by, version_in

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("S20-3")
class TestLocking:
    def test_ends_the_sessions_until_it_is_lifted(self, officer: Client, active: AccountId) -> None:
        officer.post(f"{LIST}{active}/lock/", REASON)

        assert Account.objects.get(pk=active).state == AccountState.FROZEN
        assert not Session.objects.filter(account_id=active, ended_at__isnull=True).exists()
        assert "已锁定" in officer.get(f"{LIST}{active}/").content.decode()
        officer.post(f"{LIST}{active}/unlock/", REASON)
        assert Account.objects.get(pk=active).state == AccountState.ACTIVE

    def test_leaves_who_never_came_waiting_for_their_code(
        self, officer: Client, jia: AccountId
    ) -> None:
        officer.post(f"{LIST}{jia}/lock/", REASON)
        officer.post(f"{LIST}{jia}/unlock/", REASON)

        assert Account.objects.get(pk=jia).state == AccountState.PENDING

    @pytest.mark.parametrize("reason", ["", "短", "本人身份证11010519491231002X"])
    def test_takes_a_reason_that_names_nobody(
        self, officer: Client, active: AccountId, reason: str
    ) -> None:
        assert officer.post(f"{LIST}{active}/lock/", {"reason": reason}).status_code == 422
        assert Account.objects.get(pk=active).state == AccountState.ACTIVE

    def test_is_done_once(self, officer: Client, active: AccountId) -> None:
        officer.post(f"{LIST}{active}/lock/", REASON)

        assert officer.post(f"{LIST}{active}/lock/", REASON).status_code == 409


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
        officer.post(f"{LIST}{active}/lock/", REASON)

        late = officer.post(f"{LIST}{active}/close/", {"user_name": "staff.jia", "version": "1"})

        assert late.status_code == 409
        assert not StaffMember.objects.get().is_closed

    @pytest.mark.parametrize(
        "act", ["", "lock/", "unlock/", "close/", "permissions/grant/", "permissions/revoke/"]
    )
    def test_leaves_nothing_to_be_done(self, officer: Client, jia: AccountId, act: str) -> None:
        close_staff_member(
            account_id=jia, version=None, keeper=Keeper(), actor=SYSTEM, now=clock.now()
        )
        entered = {
            "name": "示例丙",
            "user_name": "staff.jia",
            "version": "2",
            "permission": "proofing:case:review",
            **REASON,
        }

        assert officer.post(f"{LIST}{jia}/{act}", entered).status_code == 404
        assert held_by(jia) == frozenset()
        assert StaffMember.objects.get().is_closed
