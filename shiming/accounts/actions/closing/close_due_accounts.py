"""Use case: accounts close whose owners asked for it and did not think better of it."""

import datetime as dt

from django.db import transaction

from shiming.accounts import operations
from shiming.accounts.models import Account, AccountClosure
from shiming.accounts.operations.contacts import drop_contact
from shiming.accounts.types import (
    AccountEvent,
    AccountId,
    AccountState,
    ContactChangeReason,
    ContactKind,
    SessionEnd,
)
from shiming.audit import operations as audit
from shiming.kernel import clock
from shiming.kernel.actor import Actor, system_actor
from shiming.messages import operations as messages


def close_due_accounts(*, now: dt.datetime) -> int:
    """
    Close the accounts whose time has come and return how many, each in a transaction of its own.

    Contacts and password go; the person, the evidence and the audit records stay for as long as
    the law has them kept. An account that was frozen meanwhile stays as it is: it may be evidence.
    """
    due = AccountClosure.objects.filter(ended_at__isnull=True, closes_at__lte=now)
    actor = system_actor(device="accounts.close_due_accounts")
    return sum(_close(closure, actor=actor, now=now) for closure in due.order_by("closes_at", "pk"))


def _close(closure: AccountClosure, *, actor: Actor, now: dt.datetime) -> bool:
    account_id = AccountId(closure.account_id)
    with transaction.atomic(durable=True):
        open_closure = AccountClosure.objects.filter(pk=closure.pk, ended_at__isnull=True)
        if not open_closure.update(ended_at=now):
            return False
        living = Account.objects.filter(pk=account_id, state=AccountState.ACTIVE)
        if not living.exists():
            return False
        # Told while there still are contacts to tell.
        messages.notify(
            template="accounts/account_closed",
            account_id=account_id,
            context={"time": now.astimezone(clock.CHINA).strftime("%Y-%m-%d %H:%M")},
            now=now,
        )
        for kind in ContactKind:
            drop_contact(
                account_id=account_id,
                kind=kind,
                reason=ContactChangeReason.CLOSED,
                actor=actor,
                now=now,
                is_told=False,
            )
        living.update(state=AccountState.CLOSED, closed_at=now, password="")
        operations.end_sessions_of_account(
            account_id=account_id, reason=SessionEnd.ACCOUNT_STOPPED, actor=actor, now=now
        )
        audit.record(
            event=AccountEvent.ACCOUNT_CLOSED, actor=actor, subject=f"account:{account_id}", at=now
        )
    return True
