"""Use case: somebody looks for the unit that they want to act for (S31-8)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors as accounts_errors
from shiming.accounts import operations as accounts
from shiming.accounts.types import CheckedForm, CounterScope, HumanAnswer, Visit
from shiming.kernel.actor import Actor
from shiming.legal_persons import errors, queries
from shiming.legal_persons.policies.standing import may_be_acted_for
from shiming.legal_persons.types import LegalPersonFacts


def find_unit(
    *, number: str, human: HumanAnswer, visit: Visit, actor: Actor, now: dt.datetime
) -> LegalPersonFacts:
    """
    Return the unit with exactly this credit code or taxpayer number.

    Every try counts, whatever was typed: nobody is to find out by trying which numbers are
    somebody's.

    :raises errors.PersonNotProofed: if this account of the person is not proofed
    :raises errors.TooManySearches: if they have looked for units too often today
    :raises accounts.errors.HumanCheckFailed: if the verification code is wrong
    :raises errors.UnitUnknown: if no unit on record has the number
    :raises errors.UnitNotActive: if the unit is cancelled or its licence was revoked
    """
    person = queries.get_proofed_person(actor, now=now)
    with transaction.atomic(durable=True):
        charge = accounts.charge(
            scope=CounterScope.UNIT_SEARCH_PERSON, subject=str(person.id), actor=actor, now=now
        )
        is_human = charge.is_granted and accounts.is_passed_by_human(
            form=CheckedForm.APPLY_FOR_OFFICE, answer=human, visit=visit, now=now
        )
    # Committed by now, so that a refused try is spent.
    if not charge.is_granted:
        raise errors.TooManySearches
    if not is_human:
        raise accounts_errors.HumanCheckFailed
    unit = None if "\0" in number else queries.find_by_number(number)
    if unit is None:
        raise errors.UnitUnknown
    if not may_be_acted_for(unit.state):
        raise errors.UnitNotActive
    return unit
