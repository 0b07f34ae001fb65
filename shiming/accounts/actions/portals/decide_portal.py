"""Use case: a second officer makes a change of a portal, or refuses it (A7)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, ports, queries
from shiming.accounts.models import Portal, PortalChange
from shiming.accounts.policies.desk import refusal_to_officer, refusal_to_reason
from shiming.accounts.policies.portals import refusal_to_change
from shiming.accounts.types import (
    AccountEvent,
    AccountPermission,
    PortalChangeId,
    PortalChangeState,
    PortalEntry,
)
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor


def decide_portal(
    *,
    change_id: PortalChangeId,
    is_approved: bool,
    reason: str,
    officer: Actor,
    now: dt.datetime,
) -> None:
    """
    Put a change of a portal into force at once, or refuse it with a reason: four eyes.

    The rules are asked once more: other portals may have changed since.

    :raises errors.MayNotManageAccounts: if the officer does not keep portals
    :raises errors.PortalChangeDecided: if there is none, or somebody decided before
    :raises errors.OwnPortalChange: if they proposed it, under whichever account
    :raises errors.OfficerUnknown: if nobody has said who the officer is
    :raises errors.FirstOfficerUnknown: if nobody has said who the first one is
    :raises errors.ReasonUnfit: if it is refused, and nobody says why
    :raises errors.PortalHostUnfit: if another portal answers at its host name by now
    :raises errors.StaffLockedOut: if no portal would let staff in any more
    """
    if refusal := refusal_to_officer(officer=officer, permission=AccountPermission.MANAGE_PORTALS):
        raise refusal
    row = PortalChange.objects.filter(pk=change_id).first()
    if row is None:
        raise errors.PortalChangeDecided
    if refusal := queries.refusal_of_second(
        first=row.proposed_by, officer=officer, own=errors.OwnPortalChange()
    ):
        raise refusal
    if not is_approved and (refusal := refusal_to_reason(reason)):
        raise refusal
    with transaction.atomic(durable=True):
        won = PortalChange.objects.filter(pk=row.pk, state=PortalChangeState.PROPOSED).update(
            state=PortalChangeState.MADE if is_approved else PortalChangeState.REFUSED,
            decided_by=officer.account_id,
            decided_at=now,
            note="" if is_approved else reason.strip(),
        )
        if not won:
            raise errors.PortalChangeDecided
        if is_approved:
            _make(PortalEntry.of(row.code, row.values))
        audit.record(
            event=AccountEvent.PORTAL_CHANGED
            if is_approved
            else AccountEvent.PORTAL_CHANGE_REFUSED,
            actor=officer,
            subject=f"portal:{row.code}",
            at=now,
            details={"change": str(row.pk)},
        )


def _make(entry: PortalEntry) -> None:
    present = queries.list_portal_entries()
    if refusal := refusal_to_change(
        entry,
        others=[one for one in present if one.code != entry.code],
        hosts=ports.site_hosts(),
        is_default=any(one.code == entry.code and not one.host for one in present),
    ):
        raise refusal
    Portal.objects.update_or_create(code=entry.code, defaults=entry.values())
