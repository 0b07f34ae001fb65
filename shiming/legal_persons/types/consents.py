"""Standing consents of people: purpose-bound, until a day that they chose (S13-5, S13-6)."""

import dataclasses
import datetime as dt
import enum
import uuid
from typing import NewType

from shiming.accounts.types import PersonId

ConsentId = NewType("ConsentId", uuid.UUID)


class ConsentPurpose(enum.StrEnum):
    """To what somebody agrees beforehand."""

    COMPANY_REGISTRATION = "company_registration"
    """That others register enterprises in which the person takes part (办理企业登记)."""


class ConsentEnd(enum.StrEnum):
    """Why a consent ended before its day."""

    REPLACED = "replaced"
    """By one with another last day."""
    WITHDRAWN = "withdrawn"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ConsentFacts:
    """A consent that stands, or stood."""

    id: ConsentId
    person_id: PersonId
    given_at: dt.datetime
    last_day: dt.date
    """The day that the person chose: it still counts on it, and no longer after it."""
    ended_at: dt.datetime | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ConsentUseFacts:
    """That somebody relied on a consent, as the person is shown it."""

    used_by: str
    used_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ConsentAnswer:
    """Whether a person may be registered in an enterprise today; until when, if they may."""

    may_take_part: bool
    last_day: dt.date | None = None
