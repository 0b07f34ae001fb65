"""Use case: an officer takes the second factors away from who has lost them all (A10)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations
from shiming.accounts.models import Account
from shiming.accounts.operations import credentials
from shiming.accounts.policies.desk import refusal_to_manage
from shiming.accounts.types import AccountEvent, AccountId, AccountPermission, SessionEnd
from shiming.kernel.actor import Actor


def reset_second_factor(
    *, account_id: AccountId, reason: str, officer: Actor, now: dt.datetime
) -> int:
    """
    Remove passkeys, app and recovery codes, end all sessions and return how many ended.

    The first factor stays what it was: the officer gets in nowhere by this. Staff enrol a new
    second factor at their next sign-in; the owner is told over every contact.

    :raises errors.MayNotManageAccounts: if the officer may not
    :raises errors.OwnAccount: if it is the officer's own
    :raises errors.ReasonUnfit: if the reason is none, or names somebody
    :raises errors.AccountNotFound: if there is no such account
    """
    if refusal := refusal_to_manage(
        account_id=account_id,
        officer=officer,
        permission=AccountPermission.RESET_SECOND_FACTOR,
        reason=reason,
    ):
        raise refusal
    with transaction.atomic(durable=True):
        if not Account.objects.filter(pk=account_id).exists():
            raise errors.AccountNotFound(account_id=account_id)
        credentials.forget_second_factors(account_id, now=now)
        credentials.note_change(
            event=AccountEvent.SECOND_FACTOR_RESET,
            account_id=account_id,
            actor=officer,
            now=now,
            details={"reason": reason.strip()},
        )
        return operations.end_sessions_of_account(
            account_id=account_id, reason=SessionEnd.ACCOUNT_STOPPED, actor=officer, now=now
        )
