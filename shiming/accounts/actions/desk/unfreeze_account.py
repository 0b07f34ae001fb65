"""Use case: an administrator lets a frozen account be used again (S20-3)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, queries
from shiming.accounts.models import Account
from shiming.accounts.operations.staff import STATE_AGAIN
from shiming.accounts.types import AccountEvent, AccountId, AccountPermission, AccountState
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor


def unfreeze_account(
    *, account_id: AccountId, reason: str, officer: Actor, now: dt.datetime
) -> None:
    """
    Let a frozen account sign in again.

    :raises errors.MayNotManageAccounts: if the officer may not freeze
    :raises errors.OwnAccount: if it is the officer's own, or another one of the same person
    :raises errors.ReasonUnfit: if the reason is none, or names somebody
    :raises errors.StateUnchanged: if the account is not frozen
    """
    if refusal := queries.refusal_to_manage(
        account_id,
        officer=officer,
        permission=AccountPermission.FREEZE,
        reason=reason,
    ):
        raise refusal
    with transaction.atomic(durable=True):
        won = Account.objects.filter(pk=account_id, state=AccountState.FROZEN).update(
            state=STATE_AGAIN, suspended_at=None
        )
        if not won:
            raise errors.StateUnchanged(account_id=account_id)
        audit.record(
            event=AccountEvent.ACCOUNT_UNFROZEN,
            actor=officer,
            subject=f"account:{account_id}",
            at=now,
            details={"reason": reason.strip()},
        )
