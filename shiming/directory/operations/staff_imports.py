"""Small writes about files of staff."""

import datetime as dt
from collections.abc import Sequence

from shiming.audit import operations as audit
from shiming.directory import queries
from shiming.directory.models import StaffImport
from shiming.directory.operations.staff import open_member
from shiming.directory.types import (
    CheckedStaffRow,
    Keeper,
    StaffColumn,
    StaffImportEvent,
    StaffImportState,
)
from shiming.kernel.actor import Actor
from shiming.vault import errors as vault_errors
from shiming.vault import operations as vault
from shiming.vault.types import VaultFileId

Result = tuple[int, str, str]


def open_checked(
    checked: CheckedStaffRow, *, keeper: Keeper, actor: Actor, now: dt.datetime
) -> Result:
    """
    Open whom a line describes, if nothing is wrong with it, and return what became of it.

    :raises DomainError: one of `open_member` if somebody was faster
    """
    if checked.draft is None:
        return result_of(checked, checked.faults[0].refusal.code)
    place = queries.place_of(checked.draft, reach=keeper.reach)
    open_member(checked.draft, place=place, keeper=keeper, actor=actor, now=now)
    return result_of(checked, "")


def result_of(checked: CheckedStaffRow, code: str) -> Result:
    """Return what is kept of a line: nothing of whom it names but the login name."""
    return checked.row.line, checked.row.cells[StaffColumn.USER_NAME], code


def end_staff_import(
    row: StaffImport,
    *,
    state: StaffImportState,
    results: Sequence[Result],
    actor: Actor,
    now: dt.datetime,
) -> None:
    """Keep what became of a file, and shred it: it holds full numbers."""
    opened = sum(not code for _, _, code in results)
    StaffImport.objects.filter(pk=row.pk).update(
        state=state, done=row.rows, results=list(results), finished_at=now
    )
    shred_staff_file(row, now=now)
    audit.record(
        event=StaffImportEvent.ENDED,
        actor=actor,
        subject=f"staff_import:{row.pk}",
        at=now,
        details={"state": state.value, "rows": row.rows, "opened": opened},
    )


def shred_staff_file(row: StaffImport, *, now: dt.datetime) -> None:
    """Shred a file, if that has not been done yet."""
    try:
        vault.shred_file(VaultFileId(row.file_id), now)
    except vault_errors.FileNotKept:
        # Its day was over.
        return
