"""Of many who come at once, no more get through than may; on both databases."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from shiming.accounts import errors, operations
from shiming.accounts.actions.sign_in.passkey import sign_in_with_passkey
from shiming.accounts.actions.sign_in.second_factor import prove_second_factor
from shiming.accounts.models import Account, Authenticator, Passkey, Session
from shiming.accounts.types import AccountId, Factor, FactorAnswer, Visit
from shiming.kernel.errors import DomainError
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import NOW, make_account_of, make_visit
from tests.factories.credentials import (
    digits,
    make_authenticator,
    make_passkey,
    sign_in_options,
    wrong_digits,
)

AT_ONCE = 10
GUESSES = 50

pytestmark = pytest.mark.django_db(transaction=True)


def run_at_once(act: Callable[[int], object], times: int) -> list[str]:
    """Return the code of each refusal, or «in» for who got through."""
    barrier = threading.Barrier(AT_ONCE)

    def one(number: int) -> str:
        if number < AT_ONCE:
            barrier.wait(timeout=30)
        try:
            act(number)
        except DomainError as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return "in"

    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        return list(pool.map(one, range(times)))


@pytest.fixture
def account() -> Account:
    return make_account_of(PROOFED_CITIZEN)


@pytest.fixture
def secret(account: Account) -> str:
    return make_authenticator(account)


def begin(account: Account, visit: Visit) -> None:
    operations.complete_sign_in(
        account=account, methods=["pwd"], visit=visit, replaces=None, now=NOW
    )


def prove(text: str, visit: Visit) -> None:
    prove_second_factor(
        answer=FactorAnswer(factor=Factor.TOTP, text=text),
        trusts_device=False,
        visit=visit,
        replaces=None,
        now=NOW,
    )


class TestGuesses:
    def test_of_fifty_at_once_five_are_looked_at(self, account: Account, secret: str) -> None:
        visit = make_visit()
        begin(account, visit)
        guesses = [wrong_digits(secret, number=number) for number in range(GUESSES)]

        outcomes = run_at_once(lambda number: prove(guesses[number], visit), GUESSES)

        assert outcomes.count(errors.SecondFactorWrong.code) == 5
        assert outcomes.count(errors.SignInLocked.code) == 45
        assert not Session.objects.exists()

    def test_find_the_door_locked_even_with_the_right_one(
        self, account: Account, secret: str
    ) -> None:
        visit = make_visit()
        begin(account, visit)
        for number in range(5):
            with pytest.raises(errors.SecondFactorWrong):
                prove(wrong_digits(secret, number=number), visit)

        outcomes = run_at_once(lambda _: prove(digits(secret), visit), AT_ONCE)

        assert set(outcomes) == {errors.SignInLocked.code}


class TestRightCode:
    def test_signs_one_of_ten_browsers_in(self, account: Account, secret: str) -> None:
        visits = [make_visit() for _ in range(AT_ONCE)]
        for visit in visits:
            begin(account, visit)
        code = digits(secret)

        outcomes = run_at_once(lambda number: prove(code, visits[number]), AT_ONCE)

        assert outcomes.count("in") == 1
        assert set(outcomes) <= {"in", errors.SecondFactorUsed.code, errors.SignInLocked.code}
        assert Session.objects.count() == 1
        assert Authenticator.objects.get().last_used_at == NOW


class TestPasskey:
    def test_answers_a_challenge_once(self, account: Account) -> None:
        key, _ = make_passkey(account)
        visit = make_visit()
        answer = key.get(sign_in_options(visit))

        outcomes = run_at_once(
            lambda _: sign_in_with_passkey(answer=answer, visit=visit, replaces=None, now=NOW),
            AT_ONCE,
        )

        assert outcomes.count("in") == 1
        assert outcomes.count(errors.PasskeyChallengeSpent.code) == AT_ONCE - 1

    def test_with_one_count_gets_in_once_and_is_suspended(self, account: Account) -> None:
        key, _ = make_passkey(account)
        visits = [make_visit() for _ in range(AT_ONCE)]
        key.sign_count += 1
        answers = [key.get(sign_in_options(visit), counts=False) for visit in visits]

        outcomes = run_at_once(
            lambda number: sign_in_with_passkey(
                answer=answers[number], visit=visits[number], replaces=None, now=NOW
            ),
            AT_ONCE,
        )

        assert outcomes.count("in") == 1
        assert outcomes.count(errors.PasskeySuspended.code) == AT_ONCE - 1
        assert Passkey.objects.get(account_id=AccountId(account.pk)).suspended_at == NOW
