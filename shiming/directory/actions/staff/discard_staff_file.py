"""Use case: an officer throws a file of staff away before it was imported."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.directory import errors, operations, queries
from shiming.directory.models import StaffImport
from shiming.directory.types import StaffImportEvent, StaffImportId, StaffImportState
from shiming.kernel.actor import Actor


def discard_staff_file(*, import_id: StaffImportId, officer: Actor, now: dt.datetime) -> None:
    """
    Shred a file that nobody was opened from.

    :raises errors.MayNotManageStaff: if the officer may not keep staff
    :raises errors.StaffImportNotFound: if there is no such file of theirs
    :raises errors.StaffImportMovedOn: if it was begun or discarded before
    """
    with transaction.atomic(durable=True):
        queries.get_staff_import(import_id, viewer=officer)
        won = StaffImport.objects.filter(pk=import_id, state=StaffImportState.CHECKED).update(
            state=StaffImportState.DISCARDED, finished_at=now
        )
        if not won:
            raise errors.StaffImportMovedOn
        operations.shred_staff_file(StaffImport.objects.get(pk=import_id), now=now)
        audit.record(
            event=StaffImportEvent.DISCARDED,
            actor=officer,
            subject=f"staff_import:{import_id}",
            at=now,
        )
