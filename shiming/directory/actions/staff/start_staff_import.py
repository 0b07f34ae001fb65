"""Use case: an officer has the people of a file opened."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.directory import errors, queries
from shiming.directory.models import StaffImport
from shiming.directory.types import StaffImportEvent, StaffImportId, StaffImportState
from shiming.jobs import operations as jobs
from shiming.kernel.actor import Actor

IMPORT = "directory.import_staff"
"""The job that opens them; its subject is the import."""


def start_staff_import(
    *, import_id: StaffImportId, takes_all: bool, officer: Actor, now: dt.datetime
) -> None:
    """
    Open, in the background, everybody or nobody (`takes_all`), or those whose line has no fault.

    :raises errors.MayNotManageStaff: if the officer may not keep staff
    :raises errors.StaffImportNotFound: if there is no such file of theirs
    :raises errors.StaffImportMovedOn: if it was begun or discarded before
    """
    with transaction.atomic(durable=True):
        queries.get_staff_import(import_id, viewer=officer)
        won = StaffImport.objects.filter(pk=import_id, state=StaffImportState.CHECKED).update(
            state=StaffImportState.RUNNING, takes_all=takes_all
        )
        if not won:
            raise errors.StaffImportMovedOn
        jobs.start(kind=IMPORT, subject=str(import_id), now=now)
        audit.record(
            event=StaffImportEvent.STARTED,
            actor=officer,
            subject=f"staff_import:{import_id}",
            at=now,
            details={"takes_all": takes_all},
        )
