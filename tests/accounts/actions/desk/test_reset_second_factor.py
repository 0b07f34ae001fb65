import pytest

from shiming.accounts import errors, operations, queries
from shiming.accounts.actions.credentials.renew_recovery_codes import renew_recovery_codes
from shiming.accounts.actions.desk.reset_second_factor import reset_second_factor
from shiming.accounts.models import Account, Authenticator, Passkey, RecoveryCode, Session
from shiming.accounts.types import AccountId, AccountKind, AccountPermission, StartedSession
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import ActingIdentity, Actor
from shiming.kernel.errors import DomainError
from shiming.kernel.ids import new_id
from shiming.messages.models import InboxMessage
from tests.factories.accounts import NOW, make_account, make_actor, make_visit
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


class TestResetSecondFactor:
    def test_has_staff_enrol_anew_at_their_next_sign_in(self, account: Account) -> None:
        reset_second_factor(
            account_id=AccountId(account.pk), reason=REASON, officer=officer(PERMISSION), now=NOW
        )

        for table in (Authenticator, Passkey, RecoveryCode):
            assert not table.objects.exists()
        assert not Session.objects.filter(ended_at__isnull=True).exists()
        outcome = operations.complete_sign_in(
            account=account, methods=["pwd"], visit=make_visit(), replaces=None, now=NOW
        )
        assert isinstance(outcome, StartedSession)
        assert outcome.must_enrol

    def test_tells_the_owner_and_leaves_a_trail(self, account: Account) -> None:
        reset_second_factor(
            account_id=AccountId(account.pk), reason=REASON, officer=officer(PERMISSION), now=NOW
        )

        told = InboxMessage.objects.filter(account_id=account.pk)
        assert told.filter(template="accounts/second_factor_reset").count() == 1
        record = AuditRecord.objects.get(event="accounts.second_factor.reset")
        assert REASON in record.details

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
