"""Accounts of units: opened without a way in, which an activation code then makes (S15-4)."""

import datetime as dt

from shiming.accounts import ports
from shiming.accounts.models import Account, ActivationCode
from shiming.accounts.operations.codes import write
from shiming.accounts.operations.contacts import drop_contact
from shiming.accounts.operations.credentials import forget_second_factors
from shiming.accounts.operations.outside_proofs import forget_bindings
from shiming.accounts.operations.sessions import end_sessions_of_account
from shiming.accounts.types import (
    AccountChange,
    AccountChangeKind,
    AccountEvent,
    AccountId,
    AccountKind,
    AccountState,
    ContactChangeReason,
    ContactKind,
    SessionEnd,
)
from shiming.audit import operations as audit
from shiming.kernel import clock
from shiming.kernel.actor import Actor
from shiming.kernel.ids import new_id


def open_unit_account(*, kind: AccountKind, actor: Actor, now: dt.datetime) -> AccountId:
    """Open a pending account of a unit or agency, without name, contact and password."""
    account = Account.objects.create(
        id=new_id(), kind=kind, state=AccountState.PENDING, created_at=now
    )
    audit.record(
        event=AccountEvent.REGISTERED,
        actor=actor,
        subject=f"account:{account.pk}",
        at=now,
        details={"state": str(account.state), "kind": str(account.kind)},
    )
    return AccountId(account.pk)


def announce_unit_account(*, account_id: AccountId, actor: Actor, now: dt.datetime) -> None:
    """Let whoever keeps books of accounts elsewhere hear of one, now that its unit is known."""
    ports.account_changes().account_changed(
        AccountChange(kind=AccountChangeKind.REGISTERED, account_id=account_id),
        actor=actor,
        now=now,
    )


def reopen_unit_account(*, account_id: AccountId, actor: Actor, now: dt.datetime) -> None:
    """
    Close every way into a unit's account, as if it were just opened; its contacts are told.

    Other nodes are not told: whom they know by these contacts is theirs to say. One that is frozen
    or closed stays so.
    """
    for kind in ContactKind:
        contact = drop_contact(
            account_id=account_id,
            kind=kind,
            reason=ContactChangeReason.NOT_PROVEN,
            actor=actor,
            now=now,
            is_told=False,
            is_shared=False,
        )
        if contact is not None:
            write(
                template="accounts/unit_account_reopened",
                contact=contact,
                context={"time": now.astimezone(clock.CHINA).strftime("%Y-%m-%d %H:%M")},
                now=now,
            )
    forget_bindings(account_id, now=now)
    ActivationCode.objects.filter(account_id=account_id, consumed_at__isnull=True).update(
        consumed_at=now
    )
    forget_second_factors(account_id, now=now)
    accounts = Account.objects.filter(pk=account_id)
    accounts.update(user_name="", user_name_key=None, password="", password_changed_at=None)
    accounts.filter(state=AccountState.ACTIVE).update(state=AccountState.PENDING)
    end_sessions_of_account(
        account_id=account_id, reason=SessionEnd.ACCOUNT_STOPPED, actor=actor, now=now
    )
    audit.record(
        event=AccountEvent.UNIT_ACCOUNT_REOPENED,
        actor=actor,
        subject=f"account:{account_id}",
        at=now,
    )
