"""Asking the population register."""

import datetime as dt
import time

from shiming.kernel.actor import Actor
from shiming.registers import policies, ports
from shiming.registers.operations import lookups
from shiming.registers.types import (
    Continuation,
    PhotoAnswer,
    PopulationCheck,
    PopulationQuery,
    PopulationRequest,
    Purpose,
    RegisterAnswer,
)

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
    lookups.finish(
        lookup_id=request.lookup_id,
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
    lookups.finish(
        lookup_id=request.lookup_id,
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
    lookup_id = lookups.begin(
        register=_POPULATION,
        check=check.value,
        number_key=query.number.key,
        purpose=purpose,
        case_number=case_number,
        actor=actor,
        now=now,
    )
    return PopulationRequest(
        lookup_id=lookup_id,
        query=query,
        purpose=purpose,
        case_number=case_number,
        official=str(actor.account_id or ""),
    )
