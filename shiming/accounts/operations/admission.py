"""Accounts of people whom another node or an older system of ours registered (E6, E7)."""

import datetime as dt

from shiming.accounts import ports, queries
from shiming.accounts.models import Account
from shiming.accounts.types import (
    AccountChange,
    AccountChangeKind,
    AccountEvent,
    AccountId,
    AccountKind,
    AccountState,
)
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.emails import EmailAddress
from shiming.kernel.ids import new_id
from shiming.kernel.phones import Mobile
from shiming.vault import operations as vault


def admit_account(
    *,
    kind: AccountKind,
    mobile: Mobile | None,
    email: EmailAddress | None,
    actor: Actor,
    now: dt.datetime,
) -> AccountId | None:
    """
    Return a new account without a password, or None if somebody here has one of the contacts.

    It is activated at first use: whoever gets a code on its mobile is in, and chooses a password
    then; without a contact, a counter helps. No password of another system ever comes along.
    """
    account = Account(
        id=new_id(),
        kind=kind,
        state=AccountState.ACTIVE,
        mobile=None if mobile is None else mobile.value,
        mobile_index=None
        if mobile is None
        else vault.blind_index(purpose=queries.MOBILE_INDEX, value=mobile.key),
        email=None if email is None else email.value,
        email_index=None
        if email is None
        else vault.blind_index(purpose=queries.EMAIL_INDEX, value=email.key),
        created_at=now,
    )
    # The unique indexes decide against whoever registers in the same moment; but those of an
    # older index key they do not know.
    holders = (queries.account_with_contact(one) for one in (mobile, email) if one is not None)
    if any(holder is not None for holder in holders):
        return None
    Account.objects.bulk_create([account], ignore_conflicts=True)
    if not Account.objects.filter(pk=account.pk).exists():
        return None
    account_id = AccountId(account.pk)
    audit.record(
        event=AccountEvent.REGISTERED,
        actor=actor,
        subject=f"account:{account_id}",
        at=now,
        details={"state": str(account.state), "variant": "admitted"},
    )
    ports.account_changes().account_changed(
        AccountChange(kind=AccountChangeKind.REGISTERED, account_id=account_id),
        actor=actor,
        now=now,
    )
    return account_id
