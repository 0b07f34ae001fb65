"""Asking the register of legal persons."""

import datetime as dt
import time

from shiming.kernel.actor import Actor
from shiming.registers import ports
from shiming.registers.operations import lookups
from shiming.registers.types import (
    LegalPersonAnswer,
    LegalPersonQuery,
    LegalPersonRequest,
    Purpose,
)

_LEGAL_PERSONS = "legal_persons"
_CHECK = "legal_person"


def ask_legal_persons(
    *,
    query: LegalPersonQuery,
    purpose: Purpose,
    case_number: str,
    actor: Actor,
    now: dt.datetime,
) -> LegalPersonAnswer:
    """
    Compare what was stated of a unit with the register; call it outside of transactions.

    A job that hears «unavailable» raises `RetryLater(after=get_retry_delay(...))`.

    :raises errors.PurposeNotAllowed: if registers may not be asked for this purpose
    :raises errors.CaseNumberMissing: if no case is named
    :raises errors.NumberNotSynthetic: if a simulator is asked about a code that may be real
    """
    lookup_id = lookups.begin(
        register=_LEGAL_PERSONS,
        check=_CHECK,
        number_key=query.code.key,
        purpose=purpose,
        case_number=case_number,
        actor=actor,
        now=now,
    )
    request = LegalPersonRequest(
        lookup_id=lookup_id,
        query=query,
        purpose=purpose,
        case_number=case_number,
        official=str(actor.account_id or ""),
    )
    stopwatch = time.monotonic()
    answer = ports.legal_person_register().check(request)
    lookups.finish(
        lookup_id=lookup_id, answer=answer, seconds=time.monotonic() - stopwatch, actor=actor
    )
    return answer
