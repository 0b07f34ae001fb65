"""Use case: an officer proposes what a portal offers, or a new one (A7)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, ports, queries
from shiming.accounts.models import PortalChange
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


def propose_portal(
    *, entry: PortalEntry, reason: str, officer: Actor, now: dt.datetime
) -> PortalChangeId:
    """
    Keep a change of a portal until a second officer decides: it may let people in more easily.

    :raises errors.MayNotManageAccounts: if the officer does not keep portals
    :raises errors.ReasonUnfit: if nobody says why
    :raises errors.PortalTextUnfit: if a name or rule of it cannot be
    :raises errors.PortalHostUnfit: if it cannot answer at its host name
    :raises errors.PortalWithoutWay: if nobody could sign in, or in ways that are not theirs
    :raises errors.StaffLockedOut: if no portal would let staff in any more
    :raises errors.PortalUnchanged: if it is so already
    :raises errors.PortalChangeWaiting: if another change of it waits for a decision
    """
    if refusal := refusal_to_officer(officer=officer, permission=AccountPermission.MANAGE_PORTALS):
        raise refusal
    if officer.account_id is None:
        # Two people change a portal: the platform itself is none.
        raise errors.MayNotManageAccounts
    if refusal := refusal_to_reason(reason):
        raise refusal
    present = queries.list_portal_entries()
    others = [one for one in present if one.code != entry.code]
    before = next((one for one in present if one.code == entry.code), None)
    if refusal := refusal_to_change(
        entry,
        others=others,
        hosts=ports.site_hosts(),
        is_default=before is not None and not before.host,
    ):
        raise refusal
    if entry == before:
        raise errors.PortalUnchanged
    with transaction.atomic(durable=True):
        row = PortalChange(
            code=entry.code,
            values=entry.values(),
            state=PortalChangeState.PROPOSED,
            reason=reason.strip(),
            proposed_by=officer.account_id,
            proposed_at=now,
        )
        # A constraint lets one wait at a time: of two officers in the same moment, one.
        PortalChange.objects.bulk_create([row], ignore_conflicts=True)
        if not PortalChange.objects.filter(pk=row.pk).exists():
            raise errors.PortalChangeWaiting
        audit.record(
            event=AccountEvent.PORTAL_CHANGE_PROPOSED,
            actor=officer,
            subject=f"portal:{entry.code}",
            at=now,
            details={"change": str(row.pk)},
        )
    return PortalChangeId(row.pk)
