"""The second step by the digits of an app, and what keeps them."""

import datetime as dt

import pytest

from shiming.accounts import errors, operations
from shiming.accounts.models import Account, Authenticator, Session
from shiming.accounts.types import (
    Factor,
    FactorAnswer,
    SecondFactorPending,
    Visit,
)
from shiming.audit.models import AuditRecord
from tests.accounts.actions.sign_in.second_factor.second_factor_kit import begin, prove, refuse
from tests.factories.accounts import (
    NOW,
    make_visit,
)
from tests.factories.credentials import digits, wrong_digits

pytestmark = pytest.mark.django_db


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


class TestSecret:
    def test_is_encrypted_at_rest(self, account: Account, secret: str) -> None:
        kept = Authenticator.objects.get()

        assert kept.secret == secret
        assert secret not in repr(FactorAnswer(factor=Factor.TOTP, text=secret))
