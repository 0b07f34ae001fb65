"""Use case: the people of a file are opened, in the background."""

import datetime as dt
from collections.abc import Callable, Sequence

from django.db import transaction

from shiming.accounts.types import AccountId
from shiming.directory import errors, operations, queries
from shiming.directory.models import StaffImport
from shiming.directory.staff_file import read_staff_file
from shiming.directory.types import (
    EVERYWHERE,
    CheckedStaffRow,
    DirectoryPermission,
    Keeper,
    StaffImportId,
    StaffImportState,
)
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError

_AT_ONCE = 50


def import_staff(
    *,
    import_id: StaffImportId,
    now: dt.datetime,
    progress: Callable[[int, int], None],
    is_cancelled: Callable[[], bool],
) -> None:
    """
    Open everybody or nobody in one transaction, or those without fault some at a time.

    Each gets a one-time code by the way that single ones get it. A worker that follows one that
    died goes on where it stopped.
    """
    row = StaffImport.objects.get(pk=import_id)
    if row.state != StaffImportState.RUNNING:
        return
    # The officer answers for what is opened: they are who gives none of these any permission.
    actor = Actor(account_id=row.uploaded_by, device="directory.import_staff")
    try:
        checked = queries.check_staff_rows(read_staff_file(queries.file_of(row)), reach=EVERYWHERE)
    except errors.StaffImportNotFound:
        checked = []
    is_allowed = DirectoryPermission.MANAGE_STAFF in queries.permissions_of(
        AccountId(row.uploaded_by), now
    )
    if not checked or not is_allowed:
        # The file waited for more than its day, or the officer lost the permission meanwhile.
        _refuse(row, [], actor=actor, now=now)
    elif row.takes_all:
        _open_all(row, checked, actor=actor, now=now)
    else:
        _open_faultless(
            row, checked, actor=actor, now=now, progress=progress, is_cancelled=is_cancelled
        )
    progress(row.rows, row.rows)


def _open_all(
    row: StaffImport, checked: Sequence[CheckedStaffRow], *, actor: Actor, now: dt.datetime
) -> None:
    faults = [
        operations.result_of(one, one.faults[0].refusal.code) for one in checked if one.faults
    ]
    if faults:
        _refuse(row, faults, actor=actor, now=now)
        return
    present = checked[0]
    try:
        with transaction.atomic(durable=True):
            results = []
            for present in checked:
                results.append(
                    operations.open_checked(present, keeper=Keeper(), actor=actor, now=now)
                )
            operations.end_staff_import(
                _held(row), state=StaffImportState.DONE, results=results, actor=actor, now=now
            )
    except DomainError as refusal:
        # Somebody opened one of them by hand in this very moment.
        _refuse(row, [operations.result_of(present, refusal.code)], actor=actor, now=now)


def _open_faultless(
    row: StaffImport,
    checked: Sequence[CheckedStaffRow],
    *,
    actor: Actor,
    now: dt.datetime,
    progress: Callable[[int, int], None],
    is_cancelled: Callable[[], bool],
) -> None:
    is_over = False
    while not is_over and not is_cancelled():
        with transaction.atomic(durable=True):
            held = _held(row)
            results = [tuple(one) for one in held.results]
            for one in checked[held.done : held.done + _AT_ONCE]:
                try:
                    with transaction.atomic():
                        results.append(
                            operations.open_checked(one, keeper=Keeper(), actor=actor, now=now)
                        )
                except DomainError as refusal:
                    results.append(operations.result_of(one, refusal.code))
            is_over = len(results) >= len(checked)
            if is_over:
                operations.end_staff_import(
                    held, state=StaffImportState.DONE, results=results, actor=actor, now=now
                )
            else:
                StaffImport.objects.filter(pk=row.pk).update(done=len(results), results=results)
        progress(len(results), row.rows)


def _held(row: StaffImport) -> StaffImport:
    """
    Return the row, held until the commit: a second worker on the same file waits.

    :raises errors.StaffImportMovedOn: if another worker was faster
    """
    held = StaffImport.objects.select_for_update().get(pk=row.pk)
    if held.state != StaffImportState.RUNNING:
        raise errors.StaffImportMovedOn
    return held


def _refuse(
    row: StaffImport,
    results: Sequence[tuple[int, str, str]],
    *,
    actor: Actor,
    now: dt.datetime,
) -> None:
    with transaction.atomic(durable=True):
        operations.end_staff_import(
            _held(row), state=StaffImportState.REFUSED, results=results, actor=actor, now=now
        )
