"""Who the actor is as a person, and how surely that is known."""

import datetime as dt

from shiming.accounts import ports as accounts_ports
from shiming.accounts import queries as accounts
from shiming.accounts.types import AccountId, AccountKind, PersonFacts, PersonId
from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.kernel.names import PersonName
from shiming.legal_persons import errors
from shiming.legal_persons.policies.registrations import refusal_to_act_for_units
from shiming.legal_persons.queries.legal_persons import level_of_person


def get_proofed_person(actor: Actor, *, now: dt.datetime) -> PersonFacts:
    """
    Return the person who acts, if this very account of theirs was proofed.

    The session's level may have been reached with evidence that has expired since: it is asked
    anew.

    :raises errors.PersonNotProofed: if nobody is signed in, or not as a proofed natural person
    """
    if actor.account_id is None or actor.person_id is None:
        raise errors.PersonNotProofed
    account = accounts.get_account(AccountId(actor.account_id))
    if account.kind is not AccountKind.NATURAL_PERSON or account.person_id is None:
        raise errors.PersonNotProofed
    level, _until = accounts_ports.level_source().level_of(account.person_id, account.id, now)
    if refusal := refusal_to_act_for_units(level=level):
        raise refusal
    return accounts.get_person(account.person_id)


def find_person_of(actor: Actor) -> PersonFacts | None:
    """Return the person who acts, proofed or not, or None if that is not known."""
    return None if actor.person_id is None else accounts.get_person(PersonId(actor.person_id))


def find_captured(
    *, name: PersonName, number: DocumentNumber, now: dt.datetime
) -> PersonFacts | None:
    """
    Return the captured person who has exactly this name and document, or None.

    A person of another name, and one who is known and not captured, are nobody as well (Q52).
    """
    person = accounts.find_person(number)
    if person is None or not person.name.matches(name):
        return None
    level, _until = level_of_person(person.id, now=now)
    return None if refusal_to_act_for_units(level=level) else person
