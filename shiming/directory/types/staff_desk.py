"""The words of the desk where officers keep members of staff (F2)."""

import dataclasses
import datetime as dt
import uuid

from shiming.accounts.types import AccountState
from shiming.directory.types.staff import StaffFacts


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StaffFilter:
    """Whom a list shows; everybody who was not closed where nothing is said."""

    name: str = dataclasses.field(default="", repr=False)
    """The whole name, or the whole login name."""
    organisation_code: str = ""
    state: AccountState | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StaffEntry:
    """A member of staff in a list."""

    facts: StaffFacts
    state: AccountState


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StaffPage:
    """A part of a list; `after` is where the next one begins, None at the end."""

    entries: tuple[StaffEntry, ...]
    after: uuid.UUID | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SharingPhones:
    """Members of staff whose mobile an earlier one has: the first of them, and how many."""

    count: int
    first: tuple[StaffFacts, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class GrantFacts:
    """A permission that somebody holds, and where they have it from."""

    permission: str
    granted_by: str = dataclasses.field(repr=False)
    """The officer's login name; empty for the system."""
    granted_at: dt.datetime
    source: str = ""
    """The trust source whose posts give it; empty if an officer did."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StaffSheet:
    """All that an officer sees of one member of staff; no password, no picture."""

    facts: StaffFacts
    state: AccountState
    grants: tuple[GrantFacts, ...]
    session_count: int
    may_reset: bool
    """Whether the reader may take their password away."""
