"""
Asking the authoritative sources: the only way for the areas above.

Unlike other operations these own their transactions, two short ones round the outside call, and
therefore refuse to run inside the caller's: no transaction may wait for a vendor, and the log of
a question must survive whatever becomes of the answer.
"""

import datetime as dt
import time

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
    PhotoAnswer,
    PopulationCheck,
    PopulationQuery,
    PopulationRequest,
    Purpose,
    RegisterAnswer,
    RegisterEvent,
)
from shiming.vault import operations as vault

NUMBER_INDEX = "registers.lookup.number"
_POPULATION = "population"


def ask_population(
    *,
    check: PopulationCheck,
    query: PopulationQuery,
    purpose: Purpose,
    case_number: str,
    actor: Actor,
    now: dt.datetime,
    continuation: Continuation | None = None,
) -> RegisterAnswer:
    """
    Compare stated attributes with the population register and return the outcome only.

    Call it outside of transactions. If the register is unavailable, the job that `continuation`
    names is started for later, so that the procedure goes on by itself; a caller that is itself
    a job raises `RetryLater(after=get_retry_delay(...))` instead.

    :raises errors.PurposeNotAllowed: if registers may not be asked for this purpose
    :raises errors.CaseNumberMissing: if no case is named
    :raises errors.FactorMissing: if four factors are asked and fewer are stated
    :raises errors.NumberNotSynthetic: if a simulator is asked about a number that may be real
    """
    request = _begin(
        check=check,
        query=query,
        purpose=purpose,
        case_number=case_number,
        actor=actor,
        now=now,
    )
    register = ports.population_register()
    ask = (
        register.check_four_factors
        if check is PopulationCheck.FOUR_FACTORS
        else register.check_two_factors
    )
    stopwatch = time.monotonic()
    answer = ask(request)
    _record(
        request=request,
        answer=answer,
        seconds=time.monotonic() - stopwatch,
        actor=actor,
        continuation=continuation,
    )
    return answer


def fetch_population_photo(
    *,
    query: PopulationQuery,
    purpose: Purpose,
    case_number: str,
    actor: Actor,
    now: dt.datetime,
    continuation: Continuation | None = None,
) -> PhotoAnswer:
    """
    Fetch the register's photograph for one comparison; it must not be kept or shown.

    Call it outside of transactions; see `ask_population` for the rest.

    :raises errors.PurposeNotAllowed: if registers may not be asked for this purpose
    :raises errors.CaseNumberMissing: if no case is named
    :raises errors.NumberNotSynthetic: if a simulator is asked about a number that may be real
    """
    request = _begin(
        check=PopulationCheck.PHOTO,
        query=query,
        purpose=purpose,
        case_number=case_number,
        actor=actor,
        now=now,
    )
    stopwatch = time.monotonic()
    answer = ports.population_register().fetch_photo(request)
    _record(
        request=request,
        answer=answer,
        seconds=time.monotonic() - stopwatch,
        actor=actor,
        continuation=continuation,
    )
    return answer


def _begin(
    *,
    check: PopulationCheck,
    query: PopulationQuery,
    purpose: Purpose,
    case_number: str,
    actor: Actor,
    now: dt.datetime,
) -> PopulationRequest:
    if refusal := policies.refusal_to_ask(
        check=check, query=query, purpose=purpose, case_number=case_number
    ):
        raise refusal
    with transaction.atomic(durable=True):
        lookup = RegisterLookup.objects.create(
            register=_POPULATION,
            check_kind=check,
            purpose=purpose,
            case_number=case_number,
            account_id=actor.account_id,
            acting_as=actor.identity.kind,
            number_index=vault.blind_index(NUMBER_INDEX, query.number.key),
            asked_at=now,
        )
        audit.record(
            event=RegisterEvent.ASKED,
            actor=actor,
            subject=f"lookup:{lookup.pk}",
            at=now,
            details={"check": check.value, "purpose": purpose.value, "case": case_number},
        )
    return PopulationRequest(
        lookup_id=LookupId(lookup.pk),
        query=query,
        purpose=purpose,
        case_number=case_number,
        official=str(actor.account_id or ""),
    )


def _record(
    *,
    request: PopulationRequest,
    answer: RegisterAnswer,
    seconds: float,
    actor: Actor,
    continuation: Continuation | None,
) -> None:
    with transaction.atomic(durable=True):
        RegisterLookup.objects.filter(pk=request.lookup_id, outcome="").update(
            outcome=answer.outcome,
            source=answer.source,
            reference=answer.reference,
            answered_at=answer.at,
            duration_ms=round(seconds * 1000),
        )
        audit.record(
            event=RegisterEvent.ANSWERED,
            actor=actor,
            subject=f"lookup:{request.lookup_id}",
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
