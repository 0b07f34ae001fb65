"""Whose account a person is: by confirmed attributes, or by their face."""

import datetime as dt
import uuid

from django.db.models import Q

from shiming.accounts import operations as accounts
from shiming.accounts import queries as accounts_queries
from shiming.accounts.types import AccountId, PersonId
from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.kernel.names import PersonName
from shiming.proofing import errors
from shiming.proofing.models import (
    PersonBinding,
)


def bind_by_attributes(
    *,
    account_id: uuid.UUID,
    number: DocumentNumber,
    name: PersonName,
    actor: Actor,
    now: dt.datetime,
) -> tuple[PersonId, bool]:
    """
    Attach an account to the person whom the register confirmed, unless others own that person.

    Returns the person, and whether the account is attached: where it is not, it must show its face
    first (see `PersonBinding`).
    """
    person = accounts_queries.find_person(number)
    if person is not None and _is_taken(person_id=person.id, account_id=account_id):
        return person.id, False
    is_owner = person is not None and account_id in _owners(person.id)
    person_id = accounts.attach_person(
        account_id=AccountId(account_id), number=number, name=name, actor=actor, now=now
    )
    PersonBinding.objects.bulk_create(
        [PersonBinding(person_id=person_id, faceless_account_id=account_id)], ignore_conflicts=True
    )
    binding = PersonBinding.objects.get(person_id=person_id)
    holder = binding.faceless_account_id
    if holder is None and not is_owner:
        # A face was shown for this person in this very moment: attributes are no longer enough.
        raise errors.CaseMovedOn
    if holder is not None and holder != account_id:
        # Another journey attached its account in this very moment: begin again, and see it. But
        # an account that is closed holds nothing any more.
        is_ours = holder not in _owners(person_id) and PersonBinding.objects.filter(
            person_id=person_id, faceless_account_id=holder
        ).update(faceless_account_id=account_id)
        if not is_ours:
            raise errors.CaseMovedOn
    return person_id, True


def bind_by_face(
    *,
    account_id: uuid.UUID,
    person_id: uuid.UUID,
    number: DocumentNumber,
    name: PersonName,
    actor: Actor,
    now: dt.datetime,
) -> bool:
    """
    Attach an account to the person whose face was shown for it; tell whether that is possible.

    It is not while another account claims the person that never showed a face (see
    `PersonBinding`): this one would lift that one.
    """
    PersonBinding.objects.bulk_create([PersonBinding(person_id=person_id)], ignore_conflicts=True)
    others = _owners(person_id) - {account_id}
    won = (
        PersonBinding.objects.filter(person_id=person_id)
        .filter(Q(faceless_account__isnull=True) | ~Q(faceless_account__in=others))
        .update(faceless_account=None)
    )
    if won:
        accounts.attach_person(
            account_id=AccountId(account_id), number=number, name=name, actor=actor, now=now
        )
    return bool(won)


def _owners(person_id: uuid.UUID) -> set[uuid.UUID]:
    return {account.id for account in accounts_queries.list_accounts_of_person(PersonId(person_id))}


def _is_taken(*, person_id: PersonId, account_id: uuid.UUID) -> bool:
    """Tell whether attributes are not enough: a face was shown, or others own the person."""
    owners = _owners(person_id)
    if owners:
        return account_id not in owners
    return PersonBinding.objects.filter(person_id=person_id, faceless_account__isnull=True).exists()
