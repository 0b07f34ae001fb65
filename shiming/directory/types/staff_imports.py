"""The words of files from which members of staff are opened (S02-5)."""

import dataclasses
import datetime as dt
import enum
import uuid
from collections.abc import Mapping
from typing import NewType

from shiming.directory.types.staff import StaffDraft
from shiming.kernel.errors import DomainError

StaffImportId = NewType("StaffImportId", uuid.UUID)


class StaffImportEvent(enum.StrEnum):
    """What the audit hears of files."""

    UPLOADED = "directory.staff_import.uploaded"
    STARTED = "directory.staff_import.started"
    ENDED = "directory.staff_import.ended"
    DISCARDED = "directory.staff_import.discarded"


class StaffColumn(enum.StrEnum):
    """The columns of a file."""

    NAME = "name"
    USER_NAME = "user_name"
    ORGANISATION = "organisation"
    NUMBER = "number"
    MOBILE = "mobile"
    EMAIL = "email"


class StaffImportState(enum.StrEnum):
    """Where a file stands."""

    CHECKED = "checked"
    """Read; the officer looks at what is wrong and decides."""
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    """All or nothing was wanted, and a row was wrong: nobody was opened."""
    DISCARDED = "discarded"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StaffFileRow:
    """A line of a file, as it was typed."""

    line: int
    cells: Mapping[StaffColumn, str] = dataclasses.field(repr=False)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StaffFault:
    """What is wrong with a row, and in which column."""

    column: StaffColumn
    refusal: DomainError


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CheckedStaffRow:
    """A line with all that is wrong with it; it becomes `draft` where nothing is."""

    row: StaffFileRow
    faults: tuple[StaffFault, ...]
    draft: StaffDraft | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StaffRowResult:
    """What became of a line; `code` is that of the refusal, empty if the account was opened."""

    line: int
    user_name: str = dataclasses.field(repr=False)
    code: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StaffImportFacts:
    """A file as its officer sees it."""

    id: StaffImportId
    state: StaffImportState
    takes_all: bool
    rows: int
    done: int
    results: tuple[StaffRowResult, ...]
    created_at: dt.datetime

    @property
    def opened(self) -> int:
        """How many accounts were opened."""
        return sum(not one.code for one in self.results)
