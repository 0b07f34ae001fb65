"""Accounts of units: opened without a way in, which an activation code then makes (S15-4)."""

import datetime as dt

from shiming.accounts.models import Account
from shiming.accounts.types import AccountEvent, AccountId, AccountKind, AccountState
from shiming.audit import operations as audit
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
