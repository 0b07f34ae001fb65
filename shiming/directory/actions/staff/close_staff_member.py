"""Use case: a member of staff is closed (销户)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import operations as accounts
from shiming.accounts.types import AccountId
from shiming.audit import operations as audit
from shiming.directory import errors, operations, ports, queries
from shiming.directory.models import StaffMember
from shiming.directory.types import Keeper, StaffChange, StaffEvent
from shiming.kernel.actor import Actor


def close_staff_member(
    *,
    account_id: AccountId,
    version: int | None,
    keeper: Keeper,
    actor: Actor,
    now: dt.datetime,
) -> None:
    """
    Close an account for good: its sessions, groups and permissions end, its records stay.

    :raises errors.OwnStaffAccount: if it is the actor's own
    :raises errors.StaffNotFound: if there is no such member of staff within reach
    :raises errors.StaffChanged: if they are no longer what `version` was
    """
    if actor.account_id == account_id:
        raise errors.OwnStaffAccount
    with transaction.atomic(durable=True):
        before = queries.get_staff(account_id, reach=keeper.reach)
        if version is not None and before.version != version:
            raise errors.StaffChanged(account_id=account_id)
        won = StaffMember.objects.filter(
            pk=account_id, version=before.version, is_closed=False
        ).update(is_closed=True, version=before.version + 1, changed_at=now)
        if not won:
            raise errors.StaffChanged(account_id=account_id)
        operations.end_memberships(account_id, outside_of=None, now=now)
        ended = operations.end_permissions(account_id, now=now)
        accounts.close_staff(account_id=account_id, actor=actor, now=now)
        audit.record(
            event=StaffEvent.CLOSED,
            actor=actor,
            subject=f"account:{account_id}",
            at=now,
            details={"client": keeper.client_id or None, "permissions_ended": ended},
        )
        ports.staff_listener().staff_changed(
            account_id=account_id, change=StaffChange.CLOSED, now=now
        )
