import dataclasses
import datetime as dt

import pytest

from shiming.accounts import errors, operations, queries
from shiming.accounts.actions.credentials.renew_recovery_codes import renew_recovery_codes
from shiming.accounts.actions.desk.reset_second_factor import reset_second_factor
from shiming.accounts.models import (
    Account,
    Authenticator,
    Passkey,
    RecoveryCode,
    SecondFactorRequest,
    Session,
)
from shiming.accounts.types import (
    AccountId,
    AccountKind,
    AccountPermission,
    StartedSession,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import ActingIdentity, Actor
from shiming.kernel.errors import DomainError
from shiming.kernel.ids import new_id
from shiming.messages.models import InboxMessage
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import (
    NOW,
    looked_up,
    make_account,
    make_account_of,
    make_actor,
    make_visit,
    person_of,
)
from tests.factories.credentials import make_authenticator, make_passkey

pytestmark = pytest.mark.django_db
REASON = "手机和恢复代码都已丢失"
PERMISSION = AccountPermission.RESET_SECOND_FACTOR


@pytest.fixture
def account() -> Account:
    account = make_account(kind=AccountKind.STAFF)
    make_authenticator(account)
    make_passkey(account)
    renew_recovery_codes(actor=make_actor(account), now=NOW)
    return account


def officer(*permissions: str, account_id: AccountId | None = None) -> Actor:
    return Actor(
        account_id=account_id or new_id(),
        session_id=new_id(),
        identity=ActingIdentity(permissions=frozenset(permissions)),
    )


def reset(account: Account, by: Actor, *, now: dt.datetime = NOW) -> bool:
    done = reset_second_factor(account_id=AccountId(account.pk), reason=REASON, officer=by, now=now)
    return done.is_done


class TestResetSecondFactor:
    def test_has_staff_enrol_anew_at_their_next_sign_in(self, account: Account) -> None:
        for _ in range(2):
            reset(account, looked_up(account, officer(PERMISSION)))

        for table in (Authenticator, Passkey, RecoveryCode):
            assert not table.objects.exists()
        assert not Session.objects.filter(ended_at__isnull=True).exists()
        outcome = operations.complete_sign_in(
            account=account, methods=["pwd"], visit=make_visit(), replaces=None, now=NOW
        )
        assert isinstance(outcome, StartedSession)
        assert outcome.must_enrol

    def test_takes_two_officers_for_staff(self, account: Account) -> None:
        first = looked_up(account, officer(PERMISSION))
        second = looked_up(account, officer(PERMISSION))

        assert reset(account, first) is False
        assert queries.get_two_step(AccountId(account.pk)).factor_count == 2
        with pytest.raises(errors.SecondFactorRequestOwn):
            reset(account, first)
        assert reset(account, second) is True
        assert SecondFactorRequest.objects.get().decided_by == second.account_id
        # It is spent: another reset takes two officers again.
        assert reset(account, second) is False

    def test_is_not_agreed_to_by_another_account_of_who_asked(self, account: Account) -> None:
        accounts = [make_account(kind=AccountKind.STAFF) for _ in range(2)]
        person_id = person_of(make_account_of(PROOFED_CITIZEN, is_attached=True))
        Account.objects.filter(pk__in=[each.pk for each in accounts]).update(person_id=person_id)
        first, second = (
            dataclasses.replace(
                officer(PERMISSION, account_id=AccountId(each.pk)), person_id=person_id
            )
            for each in accounts
        )
        reset(account, looked_up(account, first))

        with pytest.raises(errors.SecondFactorRequestOwn):
            reset(account, looked_up(account, second))
        assert queries.get_two_step(AccountId(account.pk)).factor_count == 2

    def test_waits_a_day_for_the_second_officer(self, account: Account) -> None:
        reset(account, looked_up(account, officer(PERMISSION)))
        later = NOW + dt.timedelta(hours=24)

        assert (
            reset(account, looked_up(account, officer(PERMISSION), now=later), now=later) is False
        )

    def test_demands_a_look_up_of_the_last_half_hour(self, account: Account) -> None:
        by = officer(PERMISSION)
        looked_up(account, officer(PERMISSION))
        looked_up(account, by, now=NOW - dt.timedelta(minutes=31))

        with pytest.raises(errors.LookUpFirst):
            reset(account, by)
        assert not SecondFactorRequest.objects.exists()

    def test_is_one_officers_matter_for_a_citizen(self) -> None:
        citizen = make_account()
        make_authenticator(citizen)

        assert reset(citizen, looked_up(citizen, officer(PERMISSION))) is True

    def test_tells_the_owner_and_leaves_a_trail(self, account: Account) -> None:
        for _ in range(2):
            reset(account, looked_up(account, officer(PERMISSION)))

        told = InboxMessage.objects.filter(account_id=account.pk)
        assert told.filter(template="accounts/second_factor_reset").count() == 1
        record = AuditRecord.objects.get(event="accounts.second_factor.reset")
        assert REASON in record.details
        assert AuditRecord.objects.filter(event="accounts.second_factor.reset_asked").count() == 1

    @pytest.mark.parametrize(
        ("case", "code"),
        [
            ("no permission", errors.MayNotManageAccounts.code),
            ("own account", errors.OwnAccount.code),
            ("no reason", errors.ReasonUnfit.code),
            ("no account", errors.AccountNotFound.code),
        ],
    )
    def test_refuses_and_takes_nothing_away(self, account: Account, case: str, code: str) -> None:
        account_id = AccountId(account.pk)
        actor = officer(
            *([] if case == "no permission" else [PERMISSION]),
            account_id=account_id if case == "own account" else None,
        )

        with pytest.raises(DomainError) as refusal:
            reset_second_factor(
                account_id=AccountId(new_id()) if case == "no account" else account_id,
                reason="" if case == "no reason" else REASON,
                officer=actor,
                now=NOW,
            )

        assert refusal.value.code == code
        assert queries.get_two_step(account_id).factor_count == 2
