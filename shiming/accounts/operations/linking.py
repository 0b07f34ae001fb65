"""Hanging an account on a main one, and taking it off again (S14-8)."""

import dataclasses
import datetime as dt

from shiming.accounts import errors, ports, queries
from shiming.accounts.models import Account, AccountLink, Session
from shiming.accounts.operations.codes import write
from shiming.accounts.operations.contacts import contact_of, drop_contact, set_contact
from shiming.accounts.operations.sessions import end_sessions_of_account
from shiming.accounts.queries.links import find_closure
from shiming.accounts.types import (
    AccountChange,
    AccountChangeKind,
    AccountEvent,
    AccountFacts,
    AccountId,
    AccountState,
    Contact,
    ContactChangeReason,
    ContactKind,
    SessionEnd,
    Visit,
)
from shiming.audit import operations as audit
from shiming.kernel import clock
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from shiming.messages import operations as messages


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ProvenOther:
    """Another account whose password was right; `sent_to` says where a code went, masked."""

    account_id: AccountId
    sent_to: str


def visit_of_link(visit: Visit, *, actor: Actor, other_id: AccountId) -> Visit:
    """Return the visit of codes that prove `other_id` to this session, and to nothing else."""
    return dataclasses.replace(visit, token=f"link:{actor.session_id}:{other_id}")


def contact_to_prove(account_id: AccountId) -> Contact | None:
    """Return where a code goes that proves an account: its mobile, or else its mailbox."""
    account = Account.objects.get(pk=account_id)
    return contact_of(account, ContactKind.MOBILE) or contact_of(account, ContactKind.EMAIL)


def refusal_of_group(main: AccountFacts, other: AccountFacts) -> DomainError | None:
    """
    Return why `other` brings too much along, or None: accounts of its own, or a second step.

    Nor does it hang on one that is about to close, which would take its contacts with it.
    """
    if find_closure(main.id) or find_closure(other.id):
        return errors.LinkNotPossible()
    if queries.list_linked_accounts(other.id):
        return errors.LinkExists()
    if queries.get_two_step(other.id).is_on:
        # Its owner wants more than a password and a text message before anybody gets in.
        return errors.LinkNeedsSecondStep()
    return None


def link(
    *, main: AccountFacts, other: AccountFacts, is_merge: bool, actor: Actor, now: dt.datetime
) -> None:
    """
    Hang `other` on `main`, which alone carries the contacts from now on; a merge closes it too.

    Contacts that the main account lacks become its own; the others are kept with the link. All
    contacts that there were are told.

    :raises errors.LinkExists: if one of the two was linked in this very moment
    :raises errors.LinkOtherPerson: if they were found to be of two persons in this very moment
    """
    # Both are held, in one order: two who link each other at once must not hang on each other.
    held = Account.objects.select_for_update(no_key=True).filter(pk__in=[main.id, other.id])
    rows = {account.pk: account for account in held.order_by("pk")}
    row = rows[other.id]
    if len({each.person_id for each in rows.values()} - {None}) > 1:
        raise errors.LinkOtherPerson
    had = {kind: contact_of(row, kind) for kind in ContactKind}
    for kind, contact in had.items():
        if contact is not None:
            _move(main=main.id, other=other.id, kind=kind, contact=contact, actor=actor, now=now)
    state = {"state": AccountState.CLOSED, "closed_at": now} if is_merge else {}
    won = Account.objects.filter(
        pk=other.id, main_account__isnull=True, state=AccountState.ACTIVE
    ).update(main_account_id=main.id, **state)
    if not won or not Account.objects.filter(pk=main.id, main_account__isnull=True).exists():
        raise errors.LinkExists
    AccountLink.objects.create(
        main_id=main.id,
        linked_id=other.id,
        is_merge=is_merge,
        kept_mobile=_value(had[ContactKind.MOBILE]),
        kept_email=_value(had[ContactKind.EMAIL]),
        linked_at=now,
    )
    if is_merge:
        end_sessions_of_account(
            account_id=other.id, reason=SessionEnd.ACCOUNT_STOPPED, actor=actor, now=now
        )
        messages.move_messages(account_id=other.id, to_id=main.id, now=now)
        ports.account_changes().account_changed(
            AccountChange(kind=AccountChangeKind.MERGED, account_id=other.id, main_id=main.id),
            actor=actor,
            now=now,
        )
    audit.record(
        event=AccountEvent.ACCOUNTS_MERGED if is_merge else AccountEvent.ACCOUNT_LINKED,
        actor=actor,
        subject=f"account:{main.id}",
        at=now,
        details={"other_id": str(other.id)},
    )


def tell(
    *,
    template: str,
    account_id: AccountId,
    also: list[Contact],
    context: dict[str, str | int],
    now: dt.datetime,
) -> None:
    """Tell an account, and the contacts that it does not reach any more."""
    full = {"time": now.astimezone(clock.CHINA).strftime("%Y-%m-%d %H:%M"), **context}
    messages.notify(template=template, account_id=account_id, context=full, now=now)
    for contact in also:
        write(template=template, contact=contact, context=full, now=now)


def take_off(*, link_row: AccountLink, actor: Actor, now: dt.datetime) -> None:
    """
    End a link or undo a merge; the account gets back its contacts, unless others have them now.

    :raises errors.LinkNotFound: if it was ended in this very moment
    :raises errors.UserNameTaken: if somebody took the name of a merged account meanwhile
    """
    if not AccountLink.objects.filter(pk=link_row.pk, ended_at__isnull=True).update(ended_at=now):
        raise errors.LinkNotFound
    linked = link_row.linked
    state = {}
    if link_row.is_merge:
        if linked.user_name and queries.account_with_user_name(linked.user_name) is not None:
            raise errors.UserNameTaken
        state = {"state": AccountState.ACTIVE, "closed_at": None}
    Account.objects.filter(pk=linked.pk).update(main_account=None, **state)
    # A number that the main account had by the merge alone is its no more.
    Session.objects.filter(account_id=link_row.main_id, personal_number__account=linked).update(
        personal_number=None
    )
    for contact in kept_contacts(link_row):
        if queries.account_with_contact(contact) is None:
            set_contact(
                account_id=AccountId(linked.pk),
                contact=contact,
                reason=ContactChangeReason.UNLINKED,
                actor=actor,
                now=now,
            )
    audit.record(
        event=AccountEvent.MERGE_UNDONE if link_row.is_merge else AccountEvent.ACCOUNT_UNLINKED,
        actor=actor,
        subject=f"account:{link_row.main_id}",
        at=now,
        details={"other_id": str(linked.pk)},
    )


def kept_contacts(link_row: AccountLink) -> list[Contact]:
    """Return the contacts that the linked account had before."""
    kept = Account(mobile=link_row.kept_mobile, email=link_row.kept_email)
    found = [contact_of(kept, kind) for kind in ContactKind]
    return [contact for contact in found if contact is not None]


def _move(
    *,
    main: AccountId,
    other: AccountId,
    kind: ContactKind,
    contact: Contact,
    actor: Actor,
    now: dt.datetime,
) -> None:
    reason = ContactChangeReason.LINKED
    drop_contact(account_id=other, kind=kind, reason=reason, actor=actor, now=now, is_told=False)
    if contact_of(Account.objects.get(pk=main), kind) is None:
        set_contact(account_id=main, contact=contact, reason=reason, actor=actor, now=now)


def _value(contact: Contact | None) -> str | None:
    return None if contact is None else contact.value
