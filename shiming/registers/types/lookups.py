"""What every register has in common: purposes, outcomes, and the log of what was asked."""

import dataclasses
import datetime as dt
import enum
import uuid
from typing import NewType

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


class RegisterEvent(enum.StrEnum):
    """What the audit trail records of registers."""

    ASKED = "registers.lookup.asked"
    ANSWERED = "registers.lookup.answered"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RegisterAnswer:
    """The outcome of a question, its source, and the source's own reference to it."""

    outcome: Outcome
    source: str
    at: dt.datetime
    reference: str = ""


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
