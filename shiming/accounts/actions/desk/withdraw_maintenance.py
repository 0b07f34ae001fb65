"""Use case: an operator ends an announced standstill early (S32-2)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors
from shiming.accounts.models import MaintenanceNotice
from shiming.accounts.policies.desk import refusal_to_officer
from shiming.accounts.types import AccountEvent, AccountPermission, NoticeId
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor


def withdraw_maintenance(*, notice_id: NoticeId, officer: Actor, now: dt.datetime) -> None:
    """
    Take a notice down that is shown or to come.

    :raises errors.MayNotManageAccounts: if the officer may not announce
    :raises errors.NoticeNotFound: if there is none, or it is over
    """
    if refusal := refusal_to_officer(officer=officer, permission=AccountPermission.ANNOUNCE):
        raise refusal
    with transaction.atomic(durable=True):
        won = MaintenanceNotice.objects.filter(
            pk=notice_id, withdrawn_at__isnull=True, ends_at__gt=now
        ).update(withdrawn_at=now)
        if not won:
            raise errors.NoticeNotFound(notice_id=notice_id)
        audit.record(
            event=AccountEvent.MAINTENANCE_WITHDRAWN,
            actor=officer,
            subject=f"maintenance:{notice_id}",
            at=now,
        )
