"""The log of questions (S17-13): one short transaction before the outside call, one after it."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.jobs import operations as jobs
from shiming.kernel.actor import Actor
from shiming.registers import policies, ports
from shiming.registers.models import RegisterLookup
from shiming.registers.types import (
    Continuation,
    LookupId,
    Outcome,
    Purpose,
    RegisterAnswer,
    RegisterEvent,
)
from shiming.vault import operations as vault

NUMBER_INDEX = "registers.lookup.number"


def begin(
    *,
    register: str,
    check: str,
    number_key: str,
    purpose: Purpose,
    case_number: str,
    actor: Actor,
    now: dt.datetime,
) -> LookupId:
    """
    Write down that a register is about to be asked about the holder of a number.

    :raises errors.PurposeNotAllowed: if registers may not be asked for this purpose
    :raises errors.CaseNumberMissing: if no case is named
    """
    if refusal := policies.refusal_to_look_up(purpose=purpose, case_number=case_number):
        raise refusal
    with transaction.atomic(durable=True):
        lookup = RegisterLookup.objects.create(
            register=register,
            check_kind=check,
            purpose=purpose,
            case_number=case_number,
            account_id=actor.account_id,
            acting_as=actor.identity.kind,
            number_index=vault.blind_index(NUMBER_INDEX, number_key),
            asked_at=now,
        )
        audit.record(
            event=RegisterEvent.ASKED,
            actor=actor,
            subject=f"lookup:{lookup.pk}",
            at=now,
            details={"check": check, "purpose": purpose.value, "case": case_number},
        )
    return LookupId(lookup.pk)


def finish(
    *,
    lookup_id: LookupId,
    answer: RegisterAnswer,
    seconds: float,
    actor: Actor,
    continuation: Continuation | None = None,
) -> None:
    """Write down what was answered; if it was nothing, have the caller's job ask again later."""
    with transaction.atomic(durable=True):
        RegisterLookup.objects.filter(pk=lookup_id, outcome="").update(
            outcome=answer.outcome,
            source=answer.source,
            reference=answer.reference,
            answered_at=answer.at,
            duration_ms=round(seconds * 1000),
        )
        audit.record(
            event=RegisterEvent.ANSWERED,
            actor=actor,
            subject=f"lookup:{lookup_id}",
            at=answer.at,
            details={"outcome": answer.outcome.value, "source": answer.source},
        )
        if answer.outcome is Outcome.UNAVAILABLE and continuation is not None:
            jobs.start(
                kind=continuation.kind,
                subject=continuation.subject,
                now=answer.at,
                due_at=answer.at + policies.delay_before_retry(attempt=1, policy=ports.policy()),
                max_attempts=continuation.max_attempts,
            )
