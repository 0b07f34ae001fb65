import dataclasses
import datetime as dt
from collections.abc import Callable

import pytest

from shiming.accounts import errors, ports
from shiming.accounts.actions.request_code import RequestedCode, request_code
from shiming.accounts.actions.resend_code import resend_code
from shiming.accounts.models import OneTimeCode
from shiming.accounts.types import CheckedForm, CodePurpose, CounterScope, HumanAnswer, Visit
from shiming.messages.models import OutboxMessage
from tests.cast import PROOFED_CITIZEN, UNPROOFED_CITIZEN, Member
from tests.factories.accounts import NOW, last_code, make_account_of, make_agreement, make_visit

SECOND = dt.timedelta(seconds=1)

pytestmark = pytest.mark.django_db


def ask(
    member: Member = UNPROOFED_CITIZEN,
    *,
    purpose: CodePurpose = CodePurpose.SIGN_IN,
    visit: Visit | None = None,
    now: dt.datetime = NOW,
) -> RequestedCode:
    return request_code(
        purpose=purpose,
        mobile=member.mobile_number,
        human=HumanAnswer(),
        accepted_agreement=make_agreement() if purpose is CodePurpose.REGISTER else None,
        visit=visit or make_visit(),
        now=now,
    )


class TestRequestCode:
    def test_sends_six_digits_to_the_mobile(self) -> None:
        ask(purpose=CodePurpose.REGISTER)

        message = OutboxMessage.objects.get()
        assert message.recipient == UNPROOFED_CITIZEN.mobile_number.value
        assert last_code(UNPROOFED_CITIZEN.mobile) in message.content["body"]

    def test_keeps_a_keyed_hash_only(self) -> None:
        ask()

        code = OneTimeCode.objects.get()
        assert last_code(UNPROOFED_CITIZEN.mobile) not in code.code_hash
        assert len(code.code_hash) == 64

    def test_sends_to_registered_and_unregistered_numbers_alike(self) -> None:
        make_account_of(PROOFED_CITIZEN)

        ask(PROOFED_CITIZEN, purpose=CodePurpose.REGISTER)
        ask(UNPROOFED_CITIZEN, purpose=CodePurpose.REGISTER)
        ask(PROOFED_CITIZEN, now=NOW + 60 * SECOND)
        ask(UNPROOFED_CITIZEN, now=NOW + 60 * SECOND)

        assert OutboxMessage.objects.count() == 4

    def test_refuses_a_second_code_within_a_minute(self) -> None:
        ask()

        with pytest.raises(errors.CodeTooSoon) as refusal:
            ask(now=NOW + 18 * SECOND)
        assert refusal.value.context["seconds"] == 42
        assert OutboxMessage.objects.count() == 1

    def test_refuses_the_eleventh_code_of_the_day_for_a_number(self) -> None:
        for minute in range(10):
            ask(now=NOW + minute * 60 * SECOND)

        with pytest.raises(errors.CodeLimitReached):
            ask(now=NOW + 600 * SECOND)
        assert OutboxMessage.objects.count() == 10

    def test_refuses_more_codes_than_an_address_may_have(
        self, change_policy: Callable[..., None]
    ) -> None:
        scope = CounterScope.CODE_SEND_ADDRESS
        limits = dict(ports.policy().limits)
        change_policy(limits=limits | {scope: dataclasses.replace(limits[scope], count=1)})
        ask(PROOFED_CITIZEN, visit=make_visit(address="198.51.100.7"))

        with pytest.raises(errors.CodeLimitReached):
            ask(UNPROOFED_CITIZEN, visit=make_visit(address="198.51.100.7"))
        ask(UNPROOFED_CITIZEN, visit=make_visit(address="198.51.100.8"))
        assert OutboxMessage.objects.count() == 2

    def test_refuses_robots(self, change_policy: Callable[..., None]) -> None:
        change_policy(checked_forms=frozenset(CheckedForm))

        with pytest.raises(errors.HumanCheckFailed):
            ask()
        assert not OneTimeCode.objects.exists()
        assert not OutboxMessage.objects.exists()

    def test_refuses_a_registration_without_the_agreement_in_force(self) -> None:
        old = make_agreement()
        make_agreement(version="2.0", published_at=NOW - 60 * SECOND)

        for accepted in (None, old):
            with pytest.raises(errors.AgreementNotAccepted):
                request_code(
                    purpose=CodePurpose.REGISTER,
                    mobile=UNPROOFED_CITIZEN.mobile_number,
                    human=HumanAnswer(),
                    accepted_agreement=accepted,
                    visit=make_visit(),
                    now=NOW,
                )
        assert not OutboxMessage.objects.exists()


class TestResendCode:
    def test_sends_a_fresh_code_that_replaces_the_first(self) -> None:
        visit = make_visit()
        ask(visit=visit)

        resend_code(purpose=CodePurpose.SIGN_IN, visit=visit, now=NOW + 60 * SECOND)

        assert OutboxMessage.objects.count() == 2
        assert OneTimeCode.objects.filter(consumed_at__isnull=True).count() == 1

    def test_refuses_who_asked_for_none(self) -> None:
        visit = make_visit()
        ask(visit=visit)

        with pytest.raises(errors.CodeNotUsable):
            resend_code(purpose=CodePurpose.SIGN_IN, visit=make_visit(), now=NOW + 60 * SECOND)
        with pytest.raises(errors.CodeNotUsable):
            resend_code(purpose=CodePurpose.REGISTER, visit=visit, now=NOW + 60 * SECOND)
        assert OutboxMessage.objects.count() == 1

    def test_refuses_within_a_minute(self) -> None:
        visit = make_visit()
        ask(visit=visit)

        with pytest.raises(errors.CodeTooSoon):
            resend_code(purpose=CodePurpose.SIGN_IN, visit=visit, now=NOW + 59 * SECOND)
