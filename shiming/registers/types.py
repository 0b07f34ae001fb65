"""Words of the area: what may be asked, to what purpose, and what may be answered."""

import dataclasses
import datetime as dt
import enum
import uuid
from typing import NewType

from shiming.kernel.identifiers.identifier import Identifier

LookupId = NewType("LookupId", uuid.UUID)


class Outcome(enum.StrEnum):
    """What a register answers; `UNAVAILABLE` never counts against a person (B2)."""

    MATCH = "match"
    MISMATCH = "mismatch"
    NO_RECORD = "no_record"
    UNAVAILABLE = "unavailable"


class Purpose(enum.StrEnum):
    """What base data may be used for (S17-9); there is no other purpose."""

    PROOFING = "proofing"
    COUNTER = "counter"
    REVIEW = "review"
    APPEAL = "appeal"
    RECOVERY = "recovery"
    LEGAL_PERSON = "legal_person"


class PopulationCheck(enum.StrEnum):
    """What the population register can be asked."""

    TWO_FACTORS = "two_factors"
    FOUR_FACTORS = "four_factors"
    PHOTO = "photo"


class RegisterEvent(enum.StrEnum):
    """What the audit trail records of registers."""

    ASKED = "registers.lookup.asked"
    ANSWERED = "registers.lookup.answered"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PopulationQuery:
    """
    The attributes that somebody stated; `repr` shows the masked ones only.

    `ethnicity` and `sex` are written as on the identity card (汉, 女) and used by four factors.
    """

    name: Identifier
    number: Identifier
    ethnicity: str = dataclasses.field(default="", repr=False)
    sex: str = dataclasses.field(default="", repr=False)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PopulationRequest:
    """What goes to the register: the query and on whose behalf it is asked (J3)."""

    lookup_id: LookupId
    query: PopulationQuery
    purpose: Purpose
    case_number: str
    official: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RegisterAnswer:
    """The outcome of a comparison, its source, and the source's own reference to it."""

    outcome: Outcome
    source: str
    at: dt.datetime
    reference: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PhotoAnswer(RegisterAnswer):
    """An answer that may carry the register's photograph, for comparison only: it is not kept."""

    photo: bytes | None = dataclasses.field(default=None, repr=False)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Continuation:
    """Which job of the asking area goes on by itself when the register was unavailable."""

    kind: str
    subject: str
    max_attempts: int = 1000


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPolicy:
    """When an unavailable register is asked again."""

    first_retry: dt.timedelta = dt.timedelta(seconds=60)
    longest_retry: dt.timedelta = dt.timedelta(minutes=10)
