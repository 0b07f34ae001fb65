"""Asking the tax core about a taxpayer."""

import datetime as dt
import time
from collections.abc import Callable
from typing import TypeVar

from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.identifier import Identifier
from shiming.registers import ports
from shiming.registers.operations import lookups
from shiming.registers.types import (
    AgenciesAnswer,
    OfficersAnswer,
    Purpose,
    TaxCoreCheck,
    TaxCoreRequest,
    TaxpayerAnswer,
)

_TAX_CORE = "tax_core"
AnswerT = TypeVar("AnswerT", bound=TaxpayerAnswer)


def find_taxpayer(
    *, number: Identifier, purpose: Purpose, case_number: str, actor: Actor, now: dt.datetime
) -> TaxpayerAnswer:
    """
    Find a taxpayer by credit code or taxpayer number; call it outside of transactions.

    :raises errors.PurposeNotAllowed: if registers may not be asked for this purpose
    :raises errors.CaseNumberMissing: if no case is named
    :raises errors.NumberNotSynthetic: if a simulator is asked about a number that may be real
    """
    return _ask(
        TaxCoreCheck.TAXPAYER,
        ports.tax_core().find_taxpayer,
        number=number,
        purpose=purpose,
        case_number=case_number,
        actor=actor,
        now=now,
    )


def list_officers(
    *, number: Identifier, purpose: Purpose, case_number: str, actor: Actor, now: dt.datetime
) -> OfficersAnswer:
    """
    Return whom the tax core names for a taxpayer (S35-4); call it outside of transactions.

    :raises errors.PurposeNotAllowed: if registers may not be asked for this purpose
    :raises errors.CaseNumberMissing: if no case is named
    :raises errors.NumberNotSynthetic: if a simulator is asked about a number that may be real
    """
    return _ask(
        TaxCoreCheck.OFFICERS,
        ports.tax_core().list_officers,
        number=number,
        purpose=purpose,
        case_number=case_number,
        actor=actor,
        now=now,
    )


def list_agencies(
    *, number: Identifier, purpose: Purpose, case_number: str, actor: Actor, now: dt.datetime
) -> AgenciesAnswer:
    """
    Return which agencies work for a taxpayer (Q59); call it outside of transactions.

    :raises errors.PurposeNotAllowed: if registers may not be asked for this purpose
    :raises errors.CaseNumberMissing: if no case is named
    :raises errors.NumberNotSynthetic: if a simulator is asked about a number that may be real
    """
    return _ask(
        TaxCoreCheck.AGENCIES,
        ports.tax_core().list_agencies,
        number=number,
        purpose=purpose,
        case_number=case_number,
        actor=actor,
        now=now,
    )


def _ask(
    check: TaxCoreCheck,
    ask: Callable[[TaxCoreRequest], AnswerT],
    *,
    number: Identifier,
    purpose: Purpose,
    case_number: str,
    actor: Actor,
    now: dt.datetime,
) -> AnswerT:
    lookup_id = lookups.begin(
        register=_TAX_CORE,
        check=check.value,
        number_key=number.key,
        purpose=purpose,
        case_number=case_number,
        actor=actor,
        now=now,
    )
    request = TaxCoreRequest(
        lookup_id=lookup_id,
        number=number,
        purpose=purpose,
        case_number=case_number,
        official=str(actor.account_id or ""),
    )
    stopwatch = time.monotonic()
    answer = ask(request)
    lookups.finish(
        lookup_id=lookup_id, answer=answer, seconds=time.monotonic() - stopwatch, actor=actor
    )
    return answer
