"""Officers give permissions and take them back."""

import pytest

from shiming.accounts import errors as accounts_errors
from shiming.accounts import queries as accounts
from shiming.accounts.types import AccountId
from shiming.audit import queries as audit
from shiming.directory import errors, queries
from shiming.directory.actions.grant_permission import grant_permission
from shiming.directory.actions.revoke_permission import revoke_permission
from shiming.directory.models import PermissionGrant
from shiming.kernel.actor import Actor, system_actor
from shiming.kernel.ids import new_id
from tests.directory.conftest import NOW, actor_with
from tests.factories.accounts import make_account, start_session

pytestmark = pytest.mark.django_db

REVIEW = "proofing:case:review"


@pytest.fixture
def account_id() -> AccountId:
    return AccountId(make_account(now=NOW).pk)


def recorded(account_id: AccountId) -> list[str]:
    return [
        record.event
        for record in audit.list_records_unscoped(subject=f"account:{account_id}")
        if record.event.startswith("directory.")
    ]


class TestGrantPermission:
    def test_lets_the_account_hold_it_and_leaves_a_trail(
        self, account_id: AccountId, officer: Actor
    ) -> None:
        grant_permission(account_id=account_id, permission=REVIEW, granter=officer, now=NOW)

        assert queries.permissions_of(account_id, NOW) == {REVIEW}
        assert PermissionGrant.objects.get().granted_by == officer.account_id
        assert recorded(account_id) == ["directory.permission.granted"]

    def test_reaches_live_sessions_at_once(self, officer: Actor) -> None:
        account = make_account(now=NOW)
        cookie_value = start_session(account, now=NOW).cookie_value

        grant_permission(
            account_id=AccountId(account.pk), permission=REVIEW, granter=officer, now=NOW
        )

        session = accounts.find_live_session(cookie_value=cookie_value, now=NOW)
        assert session is not None
        assert accounts.actor_of_session(session).may(REVIEW)

    def test_lets_the_system_make_the_first_officer(self, account_id: AccountId) -> None:
        grant_permission(
            account_id=account_id,
            permission=REVIEW,
            granter=system_actor(device="tests"),
            now=NOW,
        )

        assert PermissionGrant.objects.get().granted_by is None

    def test_refuses_a_second_time(self, account_id: AccountId, officer: Actor) -> None:
        grant_permission(account_id=account_id, permission=REVIEW, granter=officer, now=NOW)

        with pytest.raises(errors.AlreadyGranted):
            grant_permission(account_id=account_id, permission=REVIEW, granter=officer, now=NOW)

        assert recorded(account_id) == ["directory.permission.granted"]
        assert PermissionGrant.objects.count() == 1

    def test_refuses_somebody_without_the_permission(
        self, account_id: AccountId, stranger: Actor
    ) -> None:
        with pytest.raises(errors.MayNotGrant):
            grant_permission(account_id=account_id, permission=REVIEW, granter=stranger, now=NOW)

        assert not PermissionGrant.objects.exists()
        assert recorded(account_id) == []

    def test_refuses_to_give_to_oneself(self, officer: Actor) -> None:
        assert officer.account_id is not None

        with pytest.raises(errors.GrantToOneself):
            grant_permission(
                account_id=AccountId(officer.account_id),
                permission=REVIEW,
                granter=officer,
                now=NOW,
            )

        assert not PermissionGrant.objects.exists()

    def test_refuses_an_unknown_account(self, officer: Actor) -> None:
        with pytest.raises(accounts_errors.AccountNotFound):
            grant_permission(
                account_id=AccountId(new_id()), permission=REVIEW, granter=officer, now=NOW
            )

        assert not PermissionGrant.objects.exists()

    @pytest.mark.parametrize("permission", ["", "review", "proofing:case", "a:b:c:d", "A:b:c"])
    def test_refuses_what_is_no_permission(
        self, account_id: AccountId, officer: Actor, permission: str
    ) -> None:
        with pytest.raises(errors.PermissionMalformed):
            grant_permission(account_id=account_id, permission=permission, granter=officer, now=NOW)

        assert not PermissionGrant.objects.exists()


class TestRevokePermission:
    @pytest.fixture(autouse=True)
    def _granted(self, account_id: AccountId, officer: Actor) -> None:
        grant_permission(account_id=account_id, permission=REVIEW, granter=officer, now=NOW)

    def test_takes_it_back_and_leaves_a_trail(self, account_id: AccountId, officer: Actor) -> None:
        revoke_permission(account_id=account_id, permission=REVIEW, granter=officer, now=NOW)

        assert queries.permissions_of(account_id, NOW) == frozenset()
        assert PermissionGrant.objects.get().revoked_by == officer.account_id
        assert set(recorded(account_id)) == {
            "directory.permission.granted",
            "directory.permission.revoked",
        }

    def test_lets_it_be_given_again(self, account_id: AccountId, officer: Actor) -> None:
        revoke_permission(account_id=account_id, permission=REVIEW, granter=officer, now=NOW)

        grant_permission(account_id=account_id, permission=REVIEW, granter=officer, now=NOW)

        assert queries.permissions_of(account_id, NOW) == {REVIEW}
        assert PermissionGrant.objects.count() == 2

    def test_refuses_what_is_not_held(self, account_id: AccountId, officer: Actor) -> None:
        with pytest.raises(errors.NotGranted):
            revoke_permission(account_id=account_id, permission="a:b:c", granter=officer, now=NOW)

        assert recorded(account_id) == ["directory.permission.granted"]

    def test_refuses_somebody_without_the_permission(self, account_id: AccountId) -> None:
        with pytest.raises(errors.MayNotGrant):
            revoke_permission(
                account_id=account_id, permission=REVIEW, granter=actor_with(), now=NOW
            )

        assert queries.permissions_of(account_id, NOW) == {REVIEW}
