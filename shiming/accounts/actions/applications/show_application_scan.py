"""Use case: a reviewer looks at a page that was handed in."""

import datetime as dt

from django.db import transaction

from shiming.accounts.queries import applications as queries
from shiming.accounts.types.applications import ApplicationEvent, ScanId
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor


def show_application_scan(*, scan_id: ScanId, officer: Actor, now: dt.datetime) -> bytes:
    """
    Return the page, and write down who saw it.

    :raises errors.MayNotManageAccounts: if the officer may not review
    :raises errors.ApplicationNotFound: if there is no such page, or another officer has it
    """
    application_id, content = queries.get_scan_file(scan_id, viewer=officer)
    with transaction.atomic(durable=True):
        audit.record(
            event=ApplicationEvent.SCAN_SHOWN,
            actor=officer,
            subject=f"application:{application_id}",
            at=now,
            details={"scan_id": str(scan_id)},
        )
    return content
