"""Use case: an officer unlocks an account that guessing has locked (A10, S21-3)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, queries
from shiming.accounts.models import Account
from shiming.accounts.types import AccountEvent, AccountId, AccountPermission
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor


def lift_locks(*, account_id: AccountId, reason: str, officer: Actor, now: dt.datetime) -> int:
    """
    Forget the wrong tries against an account and its numbers; return how many locks that lifted.

    Locks of a network address stay: they are not about this account.

    :raises errors.MayNotManageAccounts: if the officer may not unlock
    :raises errors.OwnAccount: if it is the officer's own, or another one of the same person
    :raises errors.ReasonUnfit: if the reason is none, or names somebody
    :raises errors.AccountNotFound: if there is no such account
    """
    if refusal := queries.refusal_to_manage(
        account_id,
        officer=officer,
        permission=AccountPermission.UNLOCK,
        reason=reason,
    ):
        raise refusal
    with transaction.atomic(durable=True):
        account = Account.objects.select_related("person").filter(pk=account_id).first()
        if account is None:
            raise errors.AccountNotFound(account_id=account_id)
        lifted = operations.forgive_all(subjects=queries.guess_subjects_of(account), now=now)
        audit.record(
            event=AccountEvent.LOCK_LIFTED,
            actor=officer,
            subject=f"account:{account_id}",
            at=now,
            details={"reason": reason.strip(), "locks": lifted},
        )
    return lifted
