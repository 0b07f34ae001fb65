"""What the parties of the platform owe each other (S19-7)."""

import dataclasses
import datetime as dt
import enum
import uuid
from typing import NewType

from shiming.trust_sources.types.sources import SourceId

AcceptanceId = NewType("AcceptanceId", uuid.UUID)
MOST_TRIES = 5


class DutiesParty(enum.StrEnum):
    """Whose duties are written here; units and users accept theirs where they join."""

    AUTHORITY = "authority"
    SOURCE = "source"


class DutiesEvent(enum.StrEnum):
    """The audit events about duties."""

    ASKED = "trust_sources.duties.asked"
    ACCEPTED = "trust_sources.duties.accepted"
    CODE_WRONG = "trust_sources.abuse.duties_code_wrong"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """One version of a party's duties, in both languages."""

    version: str
    zh: tuple[str, ...]
    en: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedDuties:
    """What an operator accepted last, and whether that is what is in force."""

    version: str
    accepted_at: dt.datetime
    accepted_by: str
    is_current: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceFacts:
    """A letter that waits for its answer."""

    id: AcceptanceId
    source_id: SourceId
    code_hash: str = dataclasses.field(repr=False)
    tries: int
