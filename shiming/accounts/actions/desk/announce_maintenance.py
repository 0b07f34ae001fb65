"""Use case: an operator announces a standstill with its end (S32-2)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors
from shiming.accounts.models import MaintenanceNotice
from shiming.accounts.policies.desk import refusal_to_officer
from shiming.accounts.types import AccountEvent, AccountPermission, NoticeId, PortalId
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.ids import new_id

_LONGEST_TEXT = 200


def announce_maintenance(
    *,
    text: str,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    stops_sign_in: bool,
    officer: Actor,
    now: dt.datetime,
    portal_id: PortalId | None = None,
) -> NoticeId:
    """
    Show a standstill on every page of a portal, or of all; signing in may be stopped with it.

    :raises errors.MayNotManageAccounts: if the officer may not announce
    :raises errors.NoticeOutOfOrder: if it ends before it begins, or in the past, or says nothing
    """
    if refusal := refusal_to_officer(officer=officer, permission=AccountPermission.ANNOUNCE):
        raise refusal
    told = text.strip()
    if not told or len(told) > _LONGEST_TEXT or ends_at <= max(starts_at, now):
        raise errors.NoticeOutOfOrder
    notice_id = new_id()
    with transaction.atomic(durable=True):
        MaintenanceNotice.objects.create(
            id=notice_id,
            portal_id=portal_id,
            text=told,
            starts_at=starts_at,
            ends_at=ends_at,
            stops_sign_in=stops_sign_in,
            announced_by=officer.account_id,
        )
        audit.record(
            event=AccountEvent.MAINTENANCE_ANNOUNCED,
            actor=officer,
            subject=f"maintenance:{notice_id}",
            at=now,
            details={
                "starts_at": starts_at.isoformat(),
                "ends_at": ends_at.isoformat(),
                "stops_sign_in": stops_sign_in,
            },
        )
    return NoticeId(notice_id)
