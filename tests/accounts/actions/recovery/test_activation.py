import datetime as dt

import pytest
from django.contrib.auth.hashers import check_password

from shiming.accounts import errors
from shiming.accounts.actions.clean_up import clean_up
from shiming.accounts.actions.open_staff_account import open_staff_account
from shiming.accounts.actions.recovery.choose_password import choose_password
from shiming.accounts.actions.recovery.enter_activation_code import enter_activation_code
from shiming.accounts.actions.sign_in_with_password import sign_in_with_password
from shiming.accounts.models import Account, ActivationCode
from shiming.accounts.operations import activation
from shiming.accounts.types import (
    AccountEvent,
    AccountId,
    AccountState,
    ActivationPurpose,
    HumanAnswer,
    IssuedActivation,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import system_actor
from tests.accounts.actions.recovery.conftest import NEW
from tests.accounts.actions.test_races import run_at_once
from tests.factories.accounts import NOW, make_account, make_visit

pytestmark = pytest.mark.django_db

OPERATOR = system_actor(device="tests")


def open_account() -> IssuedActivation:
    return open_staff_account(user_name="demo-clerk", actor=OPERATOR, now=NOW)


def redeem(issued: IssuedActivation, *, now: dt.datetime = NOW, typed: str = "") -> AccountId:
    return choose_password(
        typed_code=typed or issued.code,
        password=NEW,
        document=None,
        account_id=None,
        visit=make_visit(),
        now=now,
    )


class TestFirstSignIn:
    def test_has_no_password_until_its_owner_chooses_one(self) -> None:
        issued = open_account()
        account = Account.objects.get()

        for guess in ("123456", "admin", "111111", issued.code):
            with pytest.raises(errors.BadCredentials):
                sign_in_with_password(
                    identifier="demo-clerk",
                    password=guess,
                    human=HumanAnswer(),
                    visit=make_visit(),
                    replaces=None,
                    now=NOW,
                )
        assert (account.state, account.password) == (AccountState.PENDING, "")
        redeem(issued)

        account.refresh_from_db()
        assert account.state == AccountState.ACTIVE
        assert check_password(NEW, account.password)

    def test_keeps_only_a_hash_of_the_code(self) -> None:
        issued = open_account()

        row = ActivationCode.objects.get()
        bare = issued.code.replace("-", "")
        assert bare not in row.code_hash
        kept = str([record.details for record in AuditRecord.objects.all()])
        assert bare not in kept
        assert issued.code not in kept

    def test_takes_the_code_as_people_type_it(self) -> None:
        issued = open_account()
        wide = "".join(chr(ord(char) + 0xFEE0) for char in issued.code.replace("-", "").lower())

        entered = enter_activation_code(typed_code=f" {wide} ", visit=make_visit(), now=NOW)

        assert entered.purpose is ActivationPurpose.FIRST_SIGN_IN

    def test_outlives_the_clean_up_of_unfinished_registrations(self) -> None:
        open_account()

        clean_up(now=NOW + dt.timedelta(days=30))

        assert Account.objects.get().state == AccountState.PENDING


class TestActivationCode:
    def test_is_spent_once(self) -> None:
        issued = open_account()
        redeem(issued)

        with pytest.raises(errors.ActivationNotUsable):
            redeem(issued)

    def test_replaces_the_one_before(self) -> None:
        account = make_account(user_name="zhang-san")
        first, second = (
            activation.issue_activation_code(
                account_id=AccountId(account.pk),
                purpose=ActivationPurpose.RESET_AT_COUNTER,
                actor=OPERATOR,
                now=NOW,
            )
            for _ in range(2)
        )

        with pytest.raises(errors.ActivationNotUsable):
            redeem(first)
        redeem(second)

    def test_is_not_found_by_guessing(self) -> None:
        issued = open_account()
        visit = make_visit()

        for number in range(50):
            with pytest.raises(errors.ActivationNotUsable):
                enter_activation_code(typed_code=f"AAAA-{number:04}", visit=visit, now=NOW)
        with pytest.raises(errors.RecoveryLocked):
            enter_activation_code(typed_code=issued.code, visit=visit, now=NOW)
        assert AuditRecord.objects.filter(event=AccountEvent.ACTIVATION_WRONG).count() == 50
        assert AuditRecord.objects.filter(event=AccountEvent.LOCKED).count() == 1

    def test_survives_a_code_of_a_million_characters(self) -> None:
        with pytest.raises(errors.ActivationNotUsable):
            enter_activation_code(typed_code="A" * 1_000_000, visit=make_visit(), now=NOW)


@pytest.mark.django_db(transaction=True)
class TestRace:
    def test_lets_one_of_fifty_choose_the_password(self) -> None:
        issued = open_account()
        visit = make_visit()

        def redeem_as(number: int) -> AccountId:
            return choose_password(
                typed_code=issued.code,
                password=f"{NEW}-{number}",
                document=None,
                account_id=None,
                visit=visit,
                now=NOW,
            )

        outcomes = run_at_once(redeem_as, 50)

        assert outcomes.count("in") == 1
        assert set(outcomes) == {"in", errors.ActivationNotUsable.code}
        winner = outcomes.index("in")
        assert check_password(f"{NEW}-{winner}", Account.objects.get().password)
        assert AuditRecord.objects.filter(event=AccountEvent.PASSWORD_CHOSEN).count() == 1
