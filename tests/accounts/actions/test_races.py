"""Of many who come at once, one gets through; on a file, for in memory there is one connection."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from shiming.accounts import errors, operations, queries
from shiming.accounts.actions.register import register
from shiming.accounts.actions.request_code import request_code
from shiming.accounts.actions.sign_in_with_code import sign_in_with_code
from shiming.accounts.models import Account, Person, Session
from shiming.accounts.operations import linking
from shiming.accounts.types import AccountId, CodePurpose, HumanAnswer, Visit
from shiming.kernel.actor import system_actor
from shiming.kernel.errors import DomainError
from shiming.messages.models import OutboxMessage
from tests.cast import PROOFED_CITIZEN, UNPROOFED_CITIZEN
from tests.factories.accounts import (
    NOW,
    PASSWORD,
    last_code,
    make_account,
    make_account_of,
    make_agreement,
    make_visit,
)

AT_ONCE = 10

pytestmark = pytest.mark.django_db(transaction=True)


def run_at_once(act: Callable[[int], object], times: int = AT_ONCE) -> list[str]:
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


def ask(purpose: CodePurpose, mobile: str, visit: Visit) -> str:
    member = PROOFED_CITIZEN if mobile == PROOFED_CITIZEN.mobile else UNPROOFED_CITIZEN
    request_code(
        purpose=purpose,
        mobile=member.mobile_number,
        human=HumanAnswer(),
        accepted_agreement=make_agreement() if purpose is CodePurpose.REGISTER else None,
        visit=visit,
        now=NOW,
    )
    return last_code(mobile)


class TestOneTimeCode:
    def test_signs_one_of_fifty_in(self) -> None:
        make_account_of(PROOFED_CITIZEN)
        visit = make_visit()
        code = ask(CodePurpose.SIGN_IN, PROOFED_CITIZEN.mobile, visit)

        outcomes = run_at_once(
            lambda _: sign_in_with_code(typed_code=code, visit=visit, replaces=None, now=NOW), 50
        )

        assert outcomes.count("in") == 1
        assert set(outcomes) == {"in", errors.CodeNotUsable.code}
        assert Session.objects.count() == 1

    def test_bears_five_wrong_guesses_of_fifty(self) -> None:
        make_account_of(PROOFED_CITIZEN)
        visit = make_visit()
        code = int(ask(CodePurpose.SIGN_IN, PROOFED_CITIZEN.mobile, visit))

        def guess(number: int) -> None:
            wrong = f"{(code + 1 + number) % 1_000_000:06}"
            sign_in_with_code(typed_code=wrong, visit=visit, replaces=None, now=NOW)

        outcomes = run_at_once(guess, 50)

        assert outcomes.count(errors.CodeWrong.code) == 5
        assert outcomes.count(errors.CodeNotUsable.code) == 45

    def test_is_sent_once_to_who_presses_ten_times(self) -> None:
        visit = make_visit()

        outcomes = run_at_once(lambda _: ask(CodePurpose.SIGN_IN, PROOFED_CITIZEN.mobile, visit))

        assert outcomes.count("in") == 1
        assert OutboxMessage.objects.count() == 1


class TestRegister:
    def test_makes_one_account_of_ten_attempts_with_one_code(self) -> None:
        visit = make_visit()
        code = ask(CodePurpose.REGISTER, UNPROOFED_CITIZEN.mobile, visit)

        outcomes = run_at_once(
            lambda _: register(
                typed_code=code,
                user_name="",
                password=PASSWORD,
                visit=visit,
                replaces=None,
                now=NOW,
            )
        )

        assert outcomes.count("in") == 1
        assert Account.objects.count() == 1


class TestAttachPerson:
    def test_makes_one_person_of_ten_accounts(self) -> None:
        make_agreement()
        accounts = [make_account() for _ in range(AT_ONCE)]

        outcomes = run_at_once(
            lambda number: operations.attach_person(
                account_id=AccountId(accounts[number].pk),
                number=PROOFED_CITIZEN.document_number,
                name=PROOFED_CITIZEN.person_name,
                actor=system_actor(device="tests"),
                now=NOW,
            )
        )

        assert outcomes == ["in"] * AT_ONCE
        person = Person.objects.get()
        assert set(Account.objects.values_list("person_id", flat=True)) == {person.pk}


class TestLinking:
    def test_never_hangs_two_accounts_on_each_other(self) -> None:
        pair = [
            queries.get_account(AccountId(make_account(user_name=name).pk))
            for name in ("gan-teacher", "gan-student")
        ]

        def link(number: int) -> None:
            main, other = pair if number % 2 else reversed(pair)
            with transaction.atomic(durable=True):
                linking.link(
                    main=main,
                    other=other,
                    is_merge=False,
                    actor=system_actor(device="tests"),
                    now=NOW,
                )

        outcomes = run_at_once(link)

        assert outcomes.count("in") == 1
        assert Account.objects.filter(main_account__isnull=False).count() == 1
