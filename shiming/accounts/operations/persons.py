"""Joining an account to the natural person who owns it."""

import datetime as dt

from shiming.accounts import errors, ports, queries
from shiming.accounts.models import Account, Person, Session
from shiming.accounts.types import (
    AccountChange,
    AccountChangeKind,
    AccountEvent,
    AccountId,
    PersonId,
)
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.kernel.names import PersonName
from shiming.vault import operations as vault


def hold_person(person_id: PersonId) -> None:
    """Hold a person until the commit: of two who count what is theirs, the second counts both."""
    Person.objects.select_for_update(no_key=True).filter(pk=person_id).values_list("pk").first()


def attach_person(
    *,
    account_id: AccountId,
    number: DocumentNumber,
    name: PersonName,
    actor: Actor,
    now: dt.datetime,
) -> PersonId:
    """
    Record that an account belongs to the person with this document, known or new.

    Doing it twice changes nothing. Several accounts may belong to one person; a name that a
    register has confirmed replaces an earlier one. Accounts that hang together are of one person.

    :raises errors.AccountNotFound: if there is no such account
    :raises errors.AccountIsAnotherPerson: if the account, or one that it is linked with, belongs to
        somebody else already
    """
    person_id = _find_or_create(number=number, name=name, actor=actor, now=now)
    won = Account.objects.filter(pk=account_id, person__isnull=True).update(person_id=person_id)
    if not won:
        if queries.get_account(account_id).person_id != person_id:
            raise errors.AccountIsAnotherPerson(account_id=account_id)
        return person_id
    # After the update, which waits for whoever links the account in this moment.
    if queries.persons_of_group(account_id) != {person_id}:
        raise errors.AccountIsAnotherPerson(account_id=account_id)
    Session.objects.filter(account_id=account_id, ended_at__isnull=True).update(person_id=person_id)
    audit.record(
        event=AccountEvent.PERSON_ATTACHED,
        actor=actor,
        subject=f"account:{account_id}",
        at=now,
        details={"person_id": str(person_id), "document_type": number.document_type.value},
    )
    ports.account_changes().account_changed(
        AccountChange(kind=AccountChangeKind.IDENTIFIED, account_id=account_id),
        actor=actor,
        now=now,
    )
    return person_id


def _find_or_create(
    *, number: DocumentNumber, name: PersonName, actor: Actor, now: dt.datetime
) -> PersonId:
    known = queries.find_person(number)
    if known is None:
        person = Person(
            document_type=number.document_type,
            number=number.value,
            number_index=vault.blind_index(purpose=queries.PERSON_INDEX, value=number.key),
            name=name.value,
            created_at=now,
        )
        # Two journeys may end in the same moment: the loser takes the winner's record.
        Person.objects.bulk_create([person], ignore_conflicts=True)
        known = queries.find_person(number)
    if known is None:  # pragma: no cover  the row was written or found just above
        raise errors.PersonNotFound
    if known.name.value != name.value:
        Person.objects.filter(pk=known.id).update(name=name.value)
        audit.record(
            event=AccountEvent.PERSON_RENAMED, actor=actor, subject=f"person:{known.id}", at=now
        )
        for account in queries.list_accounts_of_person(known.id):
            ports.account_changes().account_changed(
                AccountChange(kind=AccountChangeKind.IDENTIFIED, account_id=account.id),
                actor=actor,
                now=now,
            )
    return known.id
