"""Reads for decisions that take two people: who is behind an account."""

import dataclasses
import uuid

from shiming.accounts import ports
from shiming.accounts.models import Account
from shiming.accounts.policies import four_eyes as rules
from shiming.accounts.queries.accounts import list_group_of
from shiming.accounts.queries.persons import get_person
from shiming.accounts.types import AccountId, AccountKind, PersonId, Whose
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.kernel.phones import Mobile


def refusal_of_second(
    *,
    first: uuid.UUID | None,
    officer: Actor,
    own: DomainError,
    person_id: uuid.UUID | None = None,
    number: DocumentNumber | None = None,
) -> DomainError | None:
    """
    Return why an officer may not decide about what another account did, or None if they may.

    `own` is the refusal of a decision about one's own. `person_id` and `number` say whom else the
    matter is about. Without a `first` the platform itself did it.
    """
    theirs = None if first is None else _whose(first, person_id=person_id)
    if theirs is not None and number is not None:
        theirs = dataclasses.replace(theirs, numbers=theirs.numbers | {number.key})
    mine = _whose(officer.account_id, person_id=officer.person_id)
    return rules.refusal_of_second(first=theirs, second=mine, own=own)


def is_of_actor(account_id: uuid.UUID | None, *, actor: Actor) -> bool:
    """Tell whether an account is the actor's, or another one of the same human: for four eyes."""
    if account_id is None or actor.account_id is None:
        return False
    mine = _whose(actor.account_id, person_id=actor.person_id)
    return rules.is_same_human(_whose(account_id), mine)


def is_about_actor(
    person_id: uuid.UUID | None, *, actor: Actor, number: DocumentNumber | None = None
) -> bool:
    """
    Tell whether a matter about a person, or whoever has a document, is the actor's own.

    Staff accounts have no person as a rule: what personnel knows of their owners counts as well.
    """
    if actor.account_id is None:
        return person_id is not None and person_id == actor.person_id
    theirs = _whose(None, person_id=person_id)
    if number is not None:
        theirs = dataclasses.replace(theirs, numbers=theirs.numbers | {number.key})
    return rules.is_same_human(theirs, _whose(actor.account_id, person_id=actor.person_id))


def own_mobiles(officer: Actor) -> list[Mobile]:
    """Return the mobiles by which an officer is known, under whichever account."""
    mine = _whose(officer.account_id, person_id=officer.person_id)
    return [Mobile.parse(one) for one in sorted(mine.mobiles)]


def _whose(account_id: uuid.UUID | None, *, person_id: uuid.UUID | None = None) -> Whose:
    """Return all that is known of who is behind an account, closed ones of theirs included."""
    group = [] if account_id is None else list_group_of(AccountId(account_id))
    rows = list(Account.objects.filter(pk__in=group))
    persons = {PersonId(one.person_id) for one in rows if one.person_id is not None}
    if person_id is not None:
        persons.add(PersonId(person_id))
    rows += Account.objects.filter(person_id__in=persons).exclude(pk__in=group)
    own = {one.pk for one in rows} | ({account_id} if account_id is not None else set())
    records = [ports.personnel_records().record_of(one) for one in own]
    numbers = {get_person(one).number.key for one in persons}
    return Whose(
        accounts=frozenset(own),
        persons=frozenset(persons),
        numbers=frozenset(numbers | {one.number.key for one in records if one.number}),
        mobiles=frozenset(
            {one.mobile for one in rows if one.mobile is not None}
            | {one.mobile.value for one in records if one.mobile}
        ),
        is_staff=any(one.kind == AccountKind.STAFF for one in rows),
    )
