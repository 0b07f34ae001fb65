import datetime as dt
from collections.abc import Callable

import pytest

from shiming.accounts import errors, operations, queries
from shiming.accounts.actions.credentials.renew_recovery_codes import renew_recovery_codes
from shiming.accounts.actions.sign_in.second_factor import prove_second_factor
from shiming.accounts.actions.sign_in.send_second_factor_code import send_second_factor_code
from shiming.accounts.models import Account, Authenticator, RecoveryCode, Session, TrustedDevice
from shiming.accounts.types import (
    AccountKind,
    AccountState,
    Factor,
    FactorAnswer,
    SecondFactorPending,
    SignInOutcome,
    StartedSession,
    Visit,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.errors import DomainError
from shiming.messages.models import InboxMessage
from tests.cast import PROOFED_CITIZEN, UNPROOFED_CITIZEN
from tests.factories.accounts import (
    NOW,
    last_code,
    make_account,
    make_account_of,
    make_actor,
    make_visit,
)
from tests.factories.credentials import digits, make_authenticator, make_passkey, wrong_digits

pytestmark = pytest.mark.django_db
MONTH = dt.timedelta(days=30)


@pytest.fixture
def account() -> Account:
    return make_account_of(PROOFED_CITIZEN)


@pytest.fixture
def secret(account: Account) -> str:
    return make_authenticator(account)


@pytest.fixture
def visit() -> Visit:
    return make_visit()


def begin(account: Account, visit: Visit, *, method: str = "pwd") -> SignInOutcome:
    """Prove the first factor."""
    return operations.complete_sign_in(
        account=account, methods=[method], visit=visit, replaces=None, now=NOW
    )


def prove(
    text: str,
    visit: Visit,
    *,
    factor: Factor = Factor.TOTP,
    trusts_device: bool = False,
    now: dt.datetime = NOW,
) -> StartedSession:
    return prove_second_factor(
        answer=FactorAnswer(factor=factor, text=text),
        trusts_device=trusts_device,
        visit=visit,
        replaces=None,
        now=now,
    )


def refuse(text: str, visit: Visit, *, factor: Factor = Factor.TOTP, now: dt.datetime = NOW) -> str:
    """Return the code of the refusal, once nobody has been signed in."""
    before = Session.objects.count()
    with pytest.raises(DomainError) as refusal:
        prove(text, visit, factor=factor, now=now)
    assert Session.objects.count() == before
    return refusal.value.code


class TestProveByApp:
    def test_completes_the_sign_in(self, account: Account, secret: str, visit: Visit) -> None:
        assert isinstance(begin(account, visit), SecondFactorPending)
        assert not Session.objects.exists()

        started = prove(digits(secret), visit)

        session = Session.objects.get(public_id=started.session_id)
        assert session.account_id == account.pk
        assert set(session.methods) == {"pwd", "otp", "mfa"}

    @pytest.mark.parametrize("steps", [-1, 1])
    def test_bears_a_clock_that_is_off(
        self, account: Account, secret: str, visit: Visit, steps: int
    ) -> None:
        begin(account, visit)

        assert prove(digits(secret, steps=steps), visit).account_id == account.pk

    def test_reads_full_width_digits_and_spaces(
        self, account: Account, secret: str, visit: Visit
    ) -> None:
        begin(account, visit)
        code = digits(secret)
        wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)

        assert prove(f" {wide[:3]} {wide[3:]} ", visit).account_id == account.pk

    def test_refuses_a_code_a_second_time(
        self, account: Account, secret: str, visit: Visit
    ) -> None:
        begin(account, visit)
        prove(digits(secret), visit)
        begin(account, visit)

        assert refuse(digits(secret), visit) == errors.SecondFactorUsed.code
        assert refuse(digits(secret, steps=-1), visit) == errors.SecondFactorUsed.code
        assert prove(digits(secret, steps=1), visit).account_id == account.pk

    def test_locks_after_five_wrong_tries(
        self, account: Account, secret: str, visit: Visit
    ) -> None:
        begin(account, visit)

        for number in range(5):
            wrong = wrong_digits(secret, number=number)
            assert refuse(wrong, visit) == errors.SecondFactorWrong.code

        assert refuse(digits(secret), visit) == errors.SignInLocked.code
        assert AuditRecord.objects.filter(event="accounts.abuse.second_factor_wrong").count() == 5
        assert AuditRecord.objects.filter(event="accounts.abuse.locked").exists()

    def test_opens_again_when_the_lock_is_over(
        self, account: Account, secret: str, visit: Visit
    ) -> None:
        begin(account, visit)
        for number in range(5):
            refuse(wrong_digits(secret, number=number), visit)
        later = NOW + dt.timedelta(minutes=31)
        operations.complete_sign_in(
            account=account, methods=["pwd"], visit=visit, replaces=None, now=later
        )

        assert prove(digits(secret, now=later), visit, now=later).account_id == account.pk

    def test_forgives_wrong_tries(self, account: Account, secret: str, visit: Visit) -> None:
        for steps in (-1, 0, 1):
            begin(account, visit)
            for number in range(4):
                refuse(wrong_digits(secret, number=number), visit)
            prove(digits(secret, steps=steps), visit)

        assert Session.objects.count() == 3

    def test_counts_over_several_sign_ins(
        self, account: Account, secret: str, visit: Visit
    ) -> None:
        for number in range(5):
            other = make_visit()
            begin(account, other)
            refuse(wrong_digits(secret, number=number), other)
        begin(account, visit)

        assert refuse(digits(secret), visit) == errors.SignInLocked.code


class TestPendingSignIn:
    def test_is_nothing_without_a_first_factor(self, secret: str, visit: Visit) -> None:
        assert refuse(digits(secret), visit) == errors.PendingSignInLost.code

    def test_of_another_visitor_is_not_found(
        self, account: Account, secret: str, visit: Visit
    ) -> None:
        begin(account, make_visit())

        assert refuse(digits(secret), visit) == errors.PendingSignInLost.code

    def test_ends_after_ten_minutes(self, account: Account, secret: str, visit: Visit) -> None:
        begin(account, visit)
        late = NOW + dt.timedelta(minutes=10)

        code = refuse(digits(secret, now=late), visit, now=late)

        assert code == errors.PendingSignInLost.code

    def test_is_used_once(self, account: Account, secret: str, visit: Visit) -> None:
        begin(account, visit)
        prove(digits(secret), visit)

        assert refuse(digits(secret, steps=1), visit) == errors.PendingSignInLost.code

    def test_is_refused_for_an_account_frozen_meanwhile(
        self, account: Account, secret: str, visit: Visit
    ) -> None:
        begin(account, visit)
        Account.objects.filter(pk=account.pk).update(state=AccountState.FROZEN)

        assert refuse(digits(secret), visit) == errors.AccountFrozen.code

    def test_takes_the_app_of_its_own_account_only(
        self, account: Account, secret: str, visit: Visit
    ) -> None:
        theirs = make_authenticator(make_account())
        begin(account, visit)

        assert refuse(digits(theirs), visit) == errors.SecondFactorWrong.code


class TestProveByRecoveryCode:
    @pytest.fixture
    def codes(self, account: Account, secret: str) -> tuple[str, ...]:
        return renew_recovery_codes(actor=make_actor(account), now=NOW)

    def test_is_good_once_however_it_is_typed(
        self, account: Account, codes: tuple[str, ...], visit: Visit
    ) -> None:
        typed = f" {codes[3].lower().replace('-', ' ')} "
        begin(account, visit)
        prove(typed, visit, factor=Factor.RECOVERY_CODE)
        begin(account, visit)

        code = refuse(codes[3], visit, factor=Factor.RECOVERY_CODE)

        assert code == errors.SecondFactorWrong.code
        assert RecoveryCode.objects.filter(used_at__isnull=True).count() == 9
        told = InboxMessage.objects.filter(account_id=account.pk)
        assert told.filter(template="accounts/recovery_code_used").count() == 1

    def test_is_kept_as_a_hash(self, codes: tuple[str, ...]) -> None:
        kept = set(RecoveryCode.objects.values_list("code_hash", flat=True))

        assert len(kept) == len(set(codes)) == 10
        assert all(len(code) == 11 for code in codes)
        assert not kept & {code.replace("-", "") for code in codes}

    def test_of_before_is_void(
        self, account: Account, codes: tuple[str, ...], visit: Visit
    ) -> None:
        renew_recovery_codes(actor=make_actor(account), now=NOW)
        begin(account, visit)

        code = refuse(codes[0], visit, factor=Factor.RECOVERY_CODE)

        assert code == errors.SecondFactorWrong.code

    def test_shares_its_tries_with_the_app(
        self, account: Account, codes: tuple[str, ...], secret: str, visit: Visit
    ) -> None:
        begin(account, visit)
        for number in range(3):
            refuse(wrong_digits(secret, number=number), visit)
        for _ in range(2):
            refuse("AAAAA-AAAAA", visit, factor=Factor.RECOVERY_CODE)

        code = refuse(codes[0], visit, factor=Factor.RECOVERY_CODE)

        assert code == errors.SignInLocked.code


class TestProveBySms:
    def test_completes_the_sign_in(self, account: Account, secret: str, visit: Visit) -> None:
        begin(account, visit)
        send_second_factor_code(visit=visit, now=NOW)

        started = prove(last_code(PROOFED_CITIZEN.mobile), visit, factor=Factor.SMS)

        methods = Session.objects.get(public_id=started.session_id).methods
        assert set(methods) == {"pwd", "sms", "mfa"}

    def test_is_not_offered_to_who_came_in_by_sms(
        self, account: Account, secret: str, visit: Visit
    ) -> None:
        begin(account, visit, method="sms")

        with pytest.raises(errors.SecondFactorNotOffered):
            send_second_factor_code(visit=visit, now=NOW)
        assert refuse("123456", visit, factor=Factor.SMS) == errors.SecondFactorNotOffered.code

    def test_is_not_offered_to_staff(self, visit: Visit) -> None:
        account = make_account(kind=AccountKind.STAFF, mobile=UNPROOFED_CITIZEN.mobile)
        make_authenticator(account)
        begin(account, visit)

        with pytest.raises(errors.SecondFactorNotOffered):
            send_second_factor_code(visit=visit, now=NOW)

    def test_is_not_offered_where_the_operator_does_not_want_it(
        self,
        account: Account,
        secret: str,
        visit: Visit,
        change_policy: Callable[..., None],
    ) -> None:
        change_policy(second_factor_by_sms=False)
        begin(account, visit)

        with pytest.raises(errors.SecondFactorNotOffered):
            send_second_factor_code(visit=visit, now=NOW)

    def test_takes_no_code_that_went_to_another_mobile(
        self, account: Account, secret: str, visit: Visit
    ) -> None:
        attacker = make_account_of(UNPROOFED_CITIZEN)
        make_authenticator(attacker)
        begin(attacker, visit)
        send_second_factor_code(visit=visit, now=NOW)
        begin(account, visit)

        code = refuse(last_code(UNPROOFED_CITIZEN.mobile), visit, factor=Factor.SMS)

        assert code == errors.CodeNotUsable.code


class TestProveByPasskey:
    def test_completes_the_sign_in(self, account: Account, secret: str, visit: Visit) -> None:
        key, passkey = make_passkey(account)
        begin(account, visit)
        options = queries.passkey_options_of_second_step(visit=visit, now=NOW)
        assert [each["id"] for each in options["allowCredentials"]] == [passkey.credential_id]

        started = prove(key.get(options), visit, factor=Factor.PASSKEY)

        methods = Session.objects.get(public_id=started.session_id).methods
        assert set(methods) == {"pwd", "hwk", "user", "mfa"}

    def test_refuses_the_passkey_of_somebody_else(
        self, account: Account, secret: str, visit: Visit
    ) -> None:
        make_passkey(account)
        theirs, _ = make_passkey(make_account())
        begin(account, visit)
        options = queries.passkey_options_of_second_step(visit=visit, now=NOW)

        code = refuse(theirs.get(options), visit, factor=Factor.PASSKEY)

        assert code == errors.PasskeyNotAccepted.code

    def test_refuses_the_challenge_of_another_sign_in(
        self, account: Account, secret: str, visit: Visit
    ) -> None:
        key, _ = make_passkey(account)
        begin(account, visit)
        options = queries.passkey_options_of_second_step(visit=visit, now=NOW)
        begin(account, visit)

        code = refuse(key.get(options), visit, factor=Factor.PASSKEY)

        assert code == errors.PasskeyChallengeSpent.code


class TestWhoIsAsked:
    def test_nobody_who_has_not_switched_it_on(self, account: Account, visit: Visit) -> None:
        make_authenticator(account, is_on=False)

        assert isinstance(begin(account, visit), StartedSession)

    def test_staff_always(self, visit: Visit) -> None:
        account = make_account(kind=AccountKind.STAFF)
        make_authenticator(account, is_on=False)

        assert isinstance(begin(account, visit), SecondFactorPending)

    def test_staff_without_a_factor_can_only_enrol(self, visit: Visit) -> None:
        outcome = begin(make_account(kind=AccountKind.STAFF), visit)

        assert isinstance(outcome, StartedSession)
        assert outcome.must_enrol


class TestTrustedDevice:
    def test_is_offered_nowhere_by_default(
        self, account: Account, secret: str, visit: Visit
    ) -> None:
        begin(account, visit)
        assert queries.get_second_step(visit=visit, now=NOW).trust_days == 0

        prove(digits(secret), visit, trusts_device=True)

        assert not TrustedDevice.objects.exists()

    def test_needs_no_second_step_for_a_month(
        self,
        account: Account,
        secret: str,
        visit: Visit,
        change_policy: Callable[..., None],
    ) -> None:
        change_policy(trusted_device_lifetime=MONTH)
        begin(account, visit)
        assert queries.get_second_step(visit=visit, now=NOW).trust_days == 30

        prove(digits(secret), visit, trusts_device=True)

        assert isinstance(begin(account, visit), StartedSession)
        assert isinstance(begin(account, make_visit()), SecondFactorPending)
        after = operations.complete_sign_in(
            account=account, methods=["pwd"], visit=visit, replaces=None, now=NOW + MONTH
        )
        assert isinstance(after, SecondFactorPending)
        assert InboxMessage.objects.filter(template="accounts/device_trusted").count() == 1

    def test_is_never_offered_to_staff(
        self, visit: Visit, change_policy: Callable[..., None]
    ) -> None:
        change_policy(trusted_device_lifetime=MONTH)
        account = make_account(kind=AccountKind.STAFF)
        secret = make_authenticator(account)
        begin(account, visit)
        assert queries.get_second_step(visit=visit, now=NOW).trust_days == 0

        prove(digits(secret), visit, trusts_device=True)

        assert not TrustedDevice.objects.exists()
        assert isinstance(begin(account, visit), SecondFactorPending)


class TestSecret:
    def test_is_encrypted_at_rest(self, account: Account, secret: str) -> None:
        kept = Authenticator.objects.get()

        assert kept.secret == secret
        assert secret not in repr(FactorAnswer(factor=Factor.TOTP, text=secret))
