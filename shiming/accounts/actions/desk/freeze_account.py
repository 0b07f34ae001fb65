"""Use case: an administrator freezes an account; its sessions end at once (A1, S20-3)."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from shiming.accounts import errors, operations, queries
from shiming.accounts.models import Account
from shiming.accounts.types import (
    AccountEvent,
    AccountId,
    AccountPermission,
    AccountState,
    SessionEnd,
)
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor


def freeze_account(*, account_id: AccountId, reason: str, officer: Actor, now: dt.datetime) -> int:
    """
    Freeze an account and return how many sessions ended with it.

    A sign-in under way either ends before and loses its session here, or finds the account frozen.

    :raises errors.MayNotManageAccounts: if the officer may not freeze
    :raises errors.OwnAccount: if it is the officer's own, or another one of the same person
    :raises errors.ReasonUnfit: if the reason is none, or names somebody
    :raises errors.StateUnchanged: if the account is neither active nor suspended by personnel
    """
    if refusal := queries.refusal_to_manage(
        account_id,
        officer=officer,
        permission=AccountPermission.FREEZE,
        reason=reason,
    ):
        raise refusal
    with transaction.atomic(durable=True):
        # What personnel suspended becomes the officer's: only an officer resumes it then.
        suspended = Q(state=AccountState.FROZEN, suspended_at__isnull=False)
        won = Account.objects.filter(
            Q(state=AccountState.ACTIVE) | suspended, pk=account_id
        ).update(state=AccountState.FROZEN, suspended_at=None)
        if not won:
            raise errors.StateUnchanged(account_id=account_id)
        audit.record(
            event=AccountEvent.ACCOUNT_FROZEN,
            actor=officer,
            subject=f"account:{account_id}",
            at=now,
            details={"reason": reason.strip()},
        )
        return operations.end_sessions_of_account(
            account_id=account_id, reason=SessionEnd.ACCOUNT_STOPPED, actor=officer, now=now
        )
