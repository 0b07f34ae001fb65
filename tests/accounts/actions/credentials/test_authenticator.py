import datetime as dt

import pytest

from shiming.accounts import errors, queries
from shiming.accounts.actions.credentials.confirm_authenticator import confirm_authenticator
from shiming.accounts.actions.credentials.remove_authenticator import remove_authenticator
from shiming.accounts.actions.credentials.renew_recovery_codes import renew_recovery_codes
from shiming.accounts.actions.credentials.start_authenticator import start_authenticator
from shiming.accounts.actions.credentials.switch_two_step import switch_two_step
from shiming.accounts.models import Account, Authenticator, RecoveryCode
from shiming.accounts.types import AccountId, AccountKind
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import Actor
from shiming.messages.models import InboxMessage
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import NOW, make_account, make_account_of, make_actor
from tests.factories.credentials import (
    digits,
    make_authenticator,
    make_passkey,
    session_of,
    with_fresh_proof,
    wrong_digits,
)

pytestmark = pytest.mark.django_db
LATE = NOW + dt.timedelta(minutes=6)


@pytest.fixture
def account() -> Account:
    return make_account_of(PROOFED_CITIZEN)


@pytest.fixture
def actor(account: Account) -> Actor:
    return make_actor(account)


def pending_secret() -> str:
    secret: str = Authenticator.objects.get(confirmed_at__isnull=True).secret
    return secret


def told() -> list[str]:
    return sorted(InboxMessage.objects.values_list("template", flat=True))


class TestSetUp:
    def test_counts_once_a_code_was_entered(self, account: Account, actor: Actor) -> None:
        start_authenticator(actor=actor, now=NOW)
        assert not queries.get_two_step(AccountId(account.pk)).is_on

        confirmed = confirm_authenticator(typed=digits(pending_secret()), actor=actor, now=NOW)

        two_step = queries.get_two_step(AccountId(account.pk))
        assert (two_step.is_on, two_step.totp_since) == (True, NOW)
        assert len(confirmed.recovery_codes) == two_step.recovery_codes_left == 10
        assert told() == ["accounts/authenticator_added"]
        assert AuditRecord.objects.filter(event="accounts.authenticator.added").count() == 1
        methods = session_of(actor).methods
        assert set(methods) == {"pwd", "otp", "mfa"}

    def test_refuses_a_wrong_code_and_goes_on(self, account: Account, actor: Actor) -> None:
        start_authenticator(actor=actor, now=NOW)
        secret = pending_secret()

        with pytest.raises(errors.SecondFactorWrong):
            confirm_authenticator(typed=wrong_digits(secret), actor=actor, now=NOW)

        assert queries.get_two_step(AccountId(account.pk)).totp_since is None
        assert confirm_authenticator(typed=digits(secret), actor=actor, now=NOW).recovery_codes

    def test_ends_after_ten_minutes(self, actor: Actor) -> None:
        start_authenticator(actor=actor, now=NOW)
        late = NOW + dt.timedelta(minutes=10)

        with pytest.raises(errors.AuthenticatorNotPending):
            confirm_authenticator(
                typed=digits(pending_secret(), now=late),
                actor=with_fresh_proof(actor, now=late),
                now=late,
            )

    def test_refuses_who_never_began(self, actor: Actor) -> None:
        with pytest.raises(errors.AuthenticatorNotPending):
            confirm_authenticator(typed="123456", actor=actor, now=NOW)

    def test_belongs_to_the_session_that_began_it(self, account: Account, actor: Actor) -> None:
        thief = make_actor(account)
        within = dt.timedelta(minutes=10)
        start_authenticator(actor=actor, now=NOW)
        secret = pending_secret()

        assert queries.find_pending_authenticator(thief, now=NOW, within=within) is None
        with pytest.raises(errors.AuthenticatorNotPending):
            confirm_authenticator(typed=digits(secret), actor=thief, now=NOW)
        assert confirm_authenticator(typed=digits(secret), actor=actor, now=NOW).recovery_codes

    def test_is_begun_anew_by_another_session_with_another_secret(
        self, account: Account, actor: Actor
    ) -> None:
        start_authenticator(actor=actor, now=NOW)
        first = pending_secret()

        made = start_authenticator(actor=make_actor(account), now=NOW)

        assert made.secret == pending_secret() != first
        with pytest.raises(errors.AuthenticatorNotPending):
            confirm_authenticator(typed=digits(first), actor=actor, now=NOW)

    def test_makes_a_new_secret_each_time(self, actor: Actor) -> None:
        start_authenticator(actor=actor, now=NOW)
        first = pending_secret()

        start_authenticator(actor=actor, now=NOW)

        assert pending_secret() != first

    def test_replaces_an_earlier_app_only_when_the_new_one_has_shown_a_code(
        self, account: Account, actor: Actor
    ) -> None:
        make_authenticator(account)
        start_authenticator(actor=actor, now=NOW)
        secret = pending_secret()
        assert Authenticator.objects.filter(confirmed_at__isnull=False).count() == 1

        confirm_authenticator(typed=digits(secret), actor=actor, now=NOW)

        assert Authenticator.objects.get().secret == secret

    def test_keeps_the_recovery_codes_that_there_are(self, account: Account, actor: Actor) -> None:
        make_authenticator(account)
        renew_recovery_codes(actor=actor, now=NOW)
        start_authenticator(actor=actor, now=NOW)

        confirmed = confirm_authenticator(typed=digits(pending_secret()), actor=actor, now=NOW)

        assert confirmed.recovery_codes == ()

    def test_asks_for_a_fresh_proof(self, actor: Actor) -> None:
        with pytest.raises(errors.ReauthenticationRequired):
            start_authenticator(actor=actor, now=LATE)

        assert not Authenticator.objects.exists()


class TestRemoveAuthenticator:
    def test_ends_the_second_step_with_the_last_factor(
        self, account: Account, actor: Actor
    ) -> None:
        make_authenticator(account)
        renew_recovery_codes(actor=actor, now=NOW)

        remove_authenticator(actor=actor, now=NOW)

        assert not queries.get_two_step(AccountId(account.pk)).is_on
        assert not RecoveryCode.objects.exists()
        assert "accounts/authenticator_removed" in told()

    def test_leaves_the_second_step_to_a_passkey(self, account: Account, actor: Actor) -> None:
        make_authenticator(account)
        make_passkey(account)

        remove_authenticator(actor=actor, now=NOW)

        assert queries.get_two_step(AccountId(account.pk)).is_on

    def test_keeps_the_last_factor_of_staff(self) -> None:
        account = make_account(kind=AccountKind.STAFF)
        make_authenticator(account)

        with pytest.raises(errors.SecondFactorMandatory):
            remove_authenticator(actor=make_actor(account), now=NOW)

        assert Authenticator.objects.count() == 1

    def test_refuses_without_a_fresh_proof_or_an_app(self, account: Account, actor: Actor) -> None:
        with pytest.raises(errors.AuthenticatorNotFound):
            remove_authenticator(actor=actor, now=NOW)
        make_authenticator(account)
        with pytest.raises(errors.ReauthenticationRequired):
            remove_authenticator(actor=actor, now=LATE)

        assert Authenticator.objects.count() == 1


class TestSwitchTwoStep:
    def test_goes_on_and_off_and_tells_each_time(self, account: Account, actor: Actor) -> None:
        make_authenticator(account, is_on=False)

        switch_two_step(is_on=True, actor=actor, now=NOW)
        switch_two_step(is_on=True, actor=actor, now=NOW)
        assert queries.get_two_step(AccountId(account.pk)).is_on
        switch_two_step(is_on=False, actor=actor, now=NOW)
        assert not queries.get_two_step(AccountId(account.pk)).is_on

        assert told() == ["accounts/two_step_off", "accounts/two_step_on"]

    def test_needs_something_to_ask_for(self, actor: Actor) -> None:
        with pytest.raises(errors.SecondFactorMissing):
            switch_two_step(is_on=True, actor=actor, now=NOW)

    def test_stays_on_for_staff(self) -> None:
        account = make_account(kind=AccountKind.STAFF)
        make_authenticator(account)

        with pytest.raises(errors.SecondFactorMandatory):
            switch_two_step(is_on=False, actor=make_actor(account), now=NOW)

    def test_asks_for_a_fresh_proof(self, account: Account, actor: Actor) -> None:
        make_authenticator(account)

        with pytest.raises(errors.ReauthenticationRequired):
            switch_two_step(is_on=False, actor=actor, now=LATE)

        assert queries.get_two_step(AccountId(account.pk)).is_on


class TestRenewRecoveryCodes:
    def test_refuses_without_a_factor_or_a_fresh_proof(
        self, account: Account, actor: Actor
    ) -> None:
        with pytest.raises(errors.SecondFactorMissing):
            renew_recovery_codes(actor=actor, now=NOW)
        make_authenticator(account)
        with pytest.raises(errors.ReauthenticationRequired):
            renew_recovery_codes(actor=actor, now=LATE)

        assert not RecoveryCode.objects.exists()

    def test_tells_the_owner(self, account: Account, actor: Actor) -> None:
        make_authenticator(account)

        renew_recovery_codes(actor=actor, now=NOW)

        assert told() == ["accounts/recovery_codes_made"]
