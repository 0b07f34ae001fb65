"""Contacts of accounts: binding, changing, losing; each change is kept and told (A12)."""

import datetime as dt

from django.db import IntegrityError

from shiming.accounts import errors, ports, queries
from shiming.accounts.models import Account, ContactChange
from shiming.accounts.operations.activation import void_recovery
from shiming.accounts.operations.codes import write
from shiming.accounts.types import (
    AccountChange,
    AccountChangeKind,
    AccountEvent,
    AccountId,
    Contact,
    ContactChangeReason,
    ContactKind,
    kind_of,
)
from shiming.audit import operations as audit
from shiming.kernel import clock
from shiming.kernel.actor import Actor
from shiming.kernel.emails import EmailAddress
from shiming.kernel.phones import Mobile
from shiming.messages import operations as messages
from shiming.vault import operations as vault


def set_contact(
    *,
    account_id: AccountId,
    contact: Contact,
    reason: ContactChangeReason,
    actor: Actor,
    now: dt.datetime,
) -> None:
    """
    Give an account a contact that was just proven; the old one and the new one are both told.

    An account that had proven it before loses it: numbers are given out anew, and who proves one
    now has it. That account keeps working, and its owner is told over what they have left.

    :raises errors.ContactOnMainAccount: if a main account carries the contacts (S14-8)
    :raises errors.ContactTaken: if somebody else proves it in this very moment
    """
    account = Account.objects.get(pk=account_id)
    if account.main_account_id is not None:
        raise errors.ContactOnMainAccount
    kind = kind_of(contact)
    old = contact_of(account, kind)
    if old is not None and old.key == contact.key:
        return
    holder = queries.account_with_contact(contact)
    if holder is not None:
        _take_away(holder, contact, actor=actor, now=now)
    _write(account, kind, contact)
    _keep(account, kind, old=old, new=contact, reason=reason, actor=actor, now=now)
    told = {"time": _moment(now), "new": contact.masked}
    messages.notify(
        template=f"accounts/{kind}_changed", account_id=account_id, context=told, now=now
    )
    # The address book has the new ones by now: whoever still reads the old one must learn of it.
    if old is not None:
        write(template=f"accounts/{kind}_changed", contact=old, context=told, now=now)


def drop_contact(
    *,
    account_id: AccountId,
    kind: ContactKind,
    reason: ContactChangeReason,
    actor: Actor,
    now: dt.datetime,
    is_told: bool = True,
    is_shared: bool = True,
) -> Contact | None:
    """
    Take a contact off an account and return it; what is left is told, and so is it itself.

    Unless it `is_shared`, whoever keeps books of accounts elsewhere does not hear of it.
    """
    account = Account.objects.get(pk=account_id)
    old = contact_of(account, kind)
    if old is None:
        return None
    _write(account, kind, None)
    _keep(
        account, kind, old=old, new=None, reason=reason, actor=actor, now=now, is_shared=is_shared
    )
    if is_told:
        told = {"time": _moment(now), "old": old.masked}
        write(template=f"accounts/{kind}_lost", contact=old, context=told, now=now)
        messages.notify(
            template=f"accounts/{kind}_lost", account_id=account_id, context=told, now=now
        )
    return old


def contact_of(account: Account, kind: ContactKind) -> Contact | None:
    """Return the contact of this kind that the account itself carries, or None."""
    if kind is ContactKind.MOBILE:
        return None if account.mobile is None else Mobile.parse(account.mobile)
    return None if account.email is None else EmailAddress.parse(account.email)


def _take_away(holder: Account, contact: Contact, *, actor: Actor, now: dt.datetime) -> None:
    kind = kind_of(contact)
    holder_id = AccountId(holder.pk)
    _write(holder, kind, None)
    _keep(
        holder,
        kind,
        old=contact,
        new=None,
        reason=ContactChangeReason.TAKEN_OVER,
        actor=actor,
        now=now,
    )
    # Not to the contact itself: it is somebody else's now.
    messages.notify(
        template=f"accounts/{kind}_lost",
        account_id=holder_id,
        context={"time": _moment(now), "old": contact.masked},
        now=now,
    )


def _write(account: Account, kind: ContactKind, contact: Contact | None) -> None:
    """Write by comparing: two who prove contacts of one account at once do not mix them up."""
    value = None if contact is None else contact.value
    purpose = queries.MOBILE_INDEX if kind is ContactKind.MOBILE else queries.EMAIL_INDEX
    index = None if contact is None else vault.blind_index(purpose=purpose, value=contact.key)
    column = f"{kind}_index"
    unchanged = Account.objects.filter(
        pk=account.pk, main_account__isnull=True, **{column: getattr(account, column)}
    )
    try:
        won = unchanged.update(**{kind.value: value, column: index})
    except IntegrityError as error:
        # The unique index decides between two accounts; the caller's transaction ends with it.
        raise errors.ContactTaken from error
    if not won:
        raise errors.ContactTaken


def _keep(
    account: Account,
    kind: ContactKind,
    *,
    old: Contact | None,
    new: Contact | None,
    reason: ContactChangeReason,
    actor: Actor,
    now: dt.datetime,
    is_shared: bool = True,
) -> None:
    void_recovery(account_id=AccountId(account.pk), now=now)
    ContactChange.objects.create(
        account=account,
        kind=kind,
        reason=reason,
        old=None if old is None else old.value,
        new=None if new is None else new.value,
        changed_by=actor.account_id,
        changed_at=now,
    )
    is_lost = reason is ContactChangeReason.TAKEN_OVER
    audit.record(
        event=AccountEvent.CONTACT_TAKEN_OVER if is_lost else AccountEvent.CONTACT_CHANGED,
        actor=actor,
        subject=f"account:{account.pk}",
        at=now,
        details={"kind": kind.value, "reason": reason.value},
    )
    if not is_shared:
        return
    ports.account_changes().account_changed(
        AccountChange(
            kind=AccountChangeKind.CONTACT_CHANGED,
            account_id=AccountId(account.pk),
            contact_kind=kind,
            was=old,
            now=new,
        ),
        actor=actor,
        now=now,
    )


def _moment(now: dt.datetime) -> str:
    return now.astimezone(clock.CHINA).strftime("%Y-%m-%d %H:%M")
