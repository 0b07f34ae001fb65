"""Words of agencies and the units that they work for."""

import dataclasses
import datetime as dt
import enum
import uuid
from typing import NewType

from shiming.legal_persons.types.legal_persons import LegalPersonId

RecognitionId = NewType("RecognitionId", uuid.UUID)


class RecognitionState(enum.StrEnum):
    """Where the relation of a unit and an agency stands (S35-13)."""

    FOUND = "found"
    """The tax core names it, or it was looked for: the unit has not said yes."""
    RECOGNISED = "recognised"
    REVOKED = "revoked"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionFacts:
    """One agency on a unit's list."""

    id: RecognitionId
    agency_id: LegalPersonId
    agency_name: str
    agency_code: str
    state: RecognitionState
    is_from_core: bool
    changed_at: dt.datetime
