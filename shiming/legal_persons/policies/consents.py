"""How long a standing consent lasts, and what may be named with a use of it."""

import datetime as dt
import re

from shiming.kernel import tripwire
from shiming.kernel.errors import DomainError
from shiming.legal_persons import errors
from shiming.legal_persons.types import ConsentFacts

_CASE_NUMBER = re.compile(r"[A-Za-z0-9._:/-]{1,64}")


def refusal_to_last(
    *, last_day: dt.date, today: dt.date, longest: dt.timedelta
) -> DomainError | None:
    """Return why a consent cannot last until this day, or None if it can."""
    if today <= last_day <= today + longest:
        return None
    return errors.LastDayOutOfRange(days=longest.days)


def stands(consent: ConsentFacts, *, today: dt.date) -> bool:
    """Tell whether a consent counts today: on its last day it does, after it not (S13-5)."""
    return consent.ended_at is None and today <= consent.last_day


def refusal_of_case_number(text: str) -> DomainError | None:
    """Return why a text is no case number, or None; no identity number comes in by it."""
    if _CASE_NUMBER.fullmatch(text) and not tripwire.find_unmasked(text):
        return None
    return errors.CaseNumberUnfit()
