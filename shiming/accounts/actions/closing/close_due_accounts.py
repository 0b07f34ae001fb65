"""Use case: accounts close whose owners asked for it and did not think better of it."""

import datetime as dt

from django.db import transaction

from shiming.accounts import operations, queries
from shiming.accounts.models import AccountClosure
from shiming.accounts.types import AccountId
from shiming.kernel.actor import Actor, system_actor


def close_due_accounts(*, now: dt.datetime) -> int:
    """
    Close the accounts whose time has come and return how many, each in a transaction of its own.

    An account that was frozen meanwhile stays as it is: it may be evidence.
    """
    due = AccountClosure.objects.filter(ended_at__isnull=True, closes_at__lte=now)
    actor = system_actor(device="accounts.close_due_accounts")
    return sum(_close(closure, actor=actor, now=now) for closure in due.order_by("closes_at", "pk"))


def _close(closure: AccountClosure, *, actor: Actor, now: dt.datetime) -> bool:
    with transaction.atomic(durable=True):
        open_closure = AccountClosure.objects.filter(pk=closure.pk, ended_at__isnull=True)
        if not open_closure.update(ended_at=now):
            return False
        account_id = AccountId(closure.account_id)
        if queries.list_linked_accounts(account_id):
            # Linked since: the contacts of those others would go with it.
            return False
        return operations.close_account(account_id=account_id, actor=actor, now=now)
