"""Use case: an officer uploads a file of staff, to see what is wrong with it."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.directory import errors, policies
from shiming.directory.models import StaffImport
from shiming.directory.staff_file import read_staff_file
from shiming.directory.types import DirectoryPermission, StaffImportEvent, StaffImportId
from shiming.kernel.actor import Actor
from shiming.vault import operations as vault

_KEPT = dt.timedelta(days=1)


def upload_staff_file(*, content: bytes, officer: Actor, now: dt.datetime) -> StaffImportId:
    """
    Keep a file for a day; nobody is opened yet.

    :raises errors.MayNotManageStaff: if the officer may not keep staff
    :raises SpreadsheetTooLarge: if it has more bytes or rows than it may
    :raises SpreadsheetUnreadable: if it is no table
    :raises errors.StaffFileHeadWrong: if its first line does not name the columns
    :raises errors.StaffFileEmpty: if there is no line below it
    """
    refusal = policies.refusal_to_officer(
        officer=officer, permission=DirectoryPermission.MANAGE_STAFF
    )
    if refusal or officer.account_id is None:
        raise refusal or errors.MayNotManageStaff()
    rows = read_staff_file(content)
    with transaction.atomic(durable=True):
        file_id = vault.keep_file(
            purpose="directory.staff_import",
            content=content,
            media_type="application/octet-stream",
            now=now,
            keep_until=now + _KEPT,
        )
        kept = StaffImport.objects.create(
            file_id=file_id, rows=len(rows), uploaded_by=officer.account_id, created_at=now
        )
        audit.record(
            event=StaffImportEvent.UPLOADED,
            actor=officer,
            subject=f"staff_import:{kept.pk}",
            at=now,
            details={"rows": len(rows)},
        )
    return StaffImportId(kept.pk)
