"""Use case: an officer locks (锁定) or unlocks (解锁) a member of staff (S20-3)."""

import datetime as dt

from django.db import transaction
from django.db.models import F

from shiming.accounts import operations as accounts
from shiming.accounts.types import AccountId
from shiming.audit import operations as audit
from shiming.directory import errors, ports, queries
from shiming.directory.models import StaffMember
from shiming.directory.types import Keeper, StaffChange, StaffEvent
from shiming.kernel.actor import Actor


def lock_staff_member(
    *,
    account_id: AccountId,
    is_locked: bool,
    reason: str,
    keeper: Keeper,
    actor: Actor,
    now: dt.datetime,
) -> None:
    """
    Lock an account, which ends its sessions, or let its owner sign in again; never one's own.

    :raises errors.StaffNotFound: if there is no such member of staff within reach
    :raises accounts.errors.OwnAccount: if it is the officer's own
    :raises accounts.errors.ReasonUnfit: if the reason is none, or names somebody
    :raises accounts.errors.StateUnchanged: if it is so already
    """
    with transaction.atomic(durable=True):
        queries.get_staff(account_id, reach=keeper.reach)
        change = accounts.freeze_staff if is_locked else accounts.unfreeze_staff
        change(account_id=account_id, reason=reason, actor=actor, now=now)
        won = StaffMember.objects.filter(pk=account_id, is_closed=False).update(
            version=F("version") + 1, changed_at=now
        )
        if not won:
            raise errors.StaffChanged(account_id=account_id)
        audit.record(
            event=StaffEvent.LOCKED if is_locked else StaffEvent.UNLOCKED,
            actor=actor,
            subject=f"account:{account_id}",
            at=now,
        )
        ports.staff_listener().staff_changed(
            account_id=account_id,
            change=StaffChange.SUSPENDED if is_locked else StaffChange.RESUMED,
            now=now,
        )
