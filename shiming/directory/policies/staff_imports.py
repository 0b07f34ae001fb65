"""What is wrong with a line of a file of staff, in itself and beside the others. Pure rules."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from shiming.directory import errors
from shiming.directory.policies.staff import fold_name
from shiming.directory.types import (
    StaffColumn,
    StaffDraft,
    StaffFault,
    StaffFileRow,
    StaffProfile,
)
from shiming.kernel.emails import EmailAddress
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.resident_number import ResidentNumber
from shiming.kernel.phones import Mobile

T = TypeVar("T")

_LONGEST_NAME = 60
# Of each person there is one; a mailbox may be an office's.
_UNIQUE = (StaffColumn.USER_NAME, StaffColumn.NUMBER, StaffColumn.MOBILE)


def read_row(row: StaffFileRow) -> tuple[StaffDraft, list[StaffFault]]:
    """Return the member of staff whom a line describes, and what it says wrongly."""
    cells, faults = row.cells, _missing(row)
    name = cells[StaffColumn.NAME]
    if len(name) > _LONGEST_NAME or not name.isprintable():
        faults.append(StaffFault(column=StaffColumn.NAME, refusal=errors.StaffNameUnfit()))
    number = _parsed(row, StaffColumn.NUMBER, ResidentNumber.parse, faults)
    mobile = _parsed(row, StaffColumn.MOBILE, Mobile.parse, faults)
    email = _parsed(row, StaffColumn.EMAIL, EmailAddress.parse, faults)
    profile = StaffProfile(
        display_name=name,
        phone=mobile.value if mobile else "",
        email=email.value if email else "",
    )
    draft = StaffDraft(
        user_name=cells[StaffColumn.USER_NAME],
        organisation_code=cells[StaffColumn.ORGANISATION],
        profile=profile,
        number=number,
    )
    return draft, faults


def doubles_in(drafts: Iterable[tuple[int, StaffDraft]]) -> Mapping[int, list[StaffFault]]:
    """Return, by line, what stands in an earlier line already."""
    first: dict[tuple[StaffColumn, str], int] = {}
    found: dict[int, list[StaffFault]] = {}
    for line, draft in drafts:
        values = (
            fold_name(draft.user_name),
            draft.number.value if draft.number else "",
            draft.profile.phone,
        )
        for column, value in zip(_UNIQUE, values, strict=True):
            earlier = first.setdefault((column, value), line) if value else line
            if earlier != line:
                refusal = errors.TwiceInFile(line=earlier)
                found.setdefault(line, []).append(StaffFault(column=column, refusal=refusal))
    return found


def _missing(row: StaffFileRow) -> list[StaffFault]:
    faults = [
        StaffFault(column=column, refusal=errors.StaffCellMissing())
        for column in (StaffColumn.NAME, StaffColumn.USER_NAME)
        if not row.cells[column]
    ]
    if not (row.cells[StaffColumn.MOBILE] or row.cells[StaffColumn.EMAIL]):
        faults.append(StaffFault(column=StaffColumn.MOBILE, refusal=errors.StaffContactMissing()))
    return faults


def _parsed(
    row: StaffFileRow, column: StaffColumn, parse: Callable[[str], T], faults: list[StaffFault]
) -> T | None:
    """Return what a cell spells, or None and one fault more."""
    if not row.cells[column]:
        return None
    try:
        return parse(row.cells[column])
    except DomainError as refusal:
        faults.append(StaffFault(column=column, refusal=refusal))
        return None
