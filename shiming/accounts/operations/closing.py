"""Closing an account for good, whoever decides it."""

import datetime as dt

from shiming.accounts import ports
from shiming.accounts.models import Account
from shiming.accounts.operations.contacts import drop_contact
from shiming.accounts.operations.sessions import end_sessions_of_account
from shiming.accounts.types import (
    AccountChange,
    AccountChangeKind,
    AccountEvent,
    AccountId,
    AccountState,
    ContactChangeReason,
    ContactKind,
    SessionEnd,
)
from shiming.audit import operations as audit
from shiming.kernel import clock
from shiming.kernel.actor import Actor
from shiming.messages import operations as messages


def close_account(*, account_id: AccountId, actor: Actor, now: dt.datetime) -> bool:
    """
    Close an active account, tell its owner, and return whether there was one.

    Contacts and password go; the person, the evidence and the audit records stay for as long as
    the law has them kept. An account that is frozen stays as it is: it may be evidence.
    """
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
    end_sessions_of_account(
        account_id=account_id, reason=SessionEnd.ACCOUNT_STOPPED, actor=actor, now=now
    )
    audit.record(
        event=AccountEvent.ACCOUNT_CLOSED, actor=actor, subject=f"account:{account_id}", at=now
    )
    ports.account_changes().account_changed(
        AccountChange(kind=AccountChangeKind.CLOSED, account_id=account_id), actor=actor, now=now
    )
    return True
