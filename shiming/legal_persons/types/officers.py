"""Words of reading the tax core."""

import dataclasses
import datetime as dt
import enum

from shiming.legal_persons.types.offices import OfficeKind


class MismatchReason(enum.StrEnum):
    """Why somebody whom the tax core names cannot act yet (S35-4)."""

    NUMBER_MALFORMED = "number_malformed"
    NAME_MALFORMED = "name_malformed"
    NAME_DIFFERS = "name_differs"
    NOT_CAPTURED = "not_captured"
    NO_MOBILE = "no_mobile"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """One line of the list for correction; name and number are masked."""

    kind: OfficeKind
    masked_name: str
    masked_number: str
    reason: MismatchReason
    found_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SynchronisedOfficers:
    """What reading the tax core changed."""

    active: int
    opened: int
    ended: int
    mismatches: int
    is_cancelled: bool
