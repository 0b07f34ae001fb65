"""Use case: who knows a unit's password has its officers read from the tax core (S35-2)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import operations as accounts
from shiming.accounts.types import CounterScope, Visit
from shiming.kernel.actor import visitor
from shiming.legal_persons import errors, queries
from shiming.legal_persons.officer_synchronisation import read_core
from shiming.legal_persons.policies import enterprise_sign_in as rules
from shiming.legal_persons.types import EntryStep, SynchronisedOfficers, UnitSignInId


def synchronise_for_sign_in(
    *, sign_in_id: UnitSignInId, visit: Visit, now: dt.datetime
) -> SynchronisedOfficers:
    """
    Read the officers of the unit that is signing in, while nobody is chosen and proven.

    :raises errors.UnitSignInLost: if it is over, too old, or another browser's
    :raises errors.StepSkipped: if the officer has proven themselves already
    :raises errors.SynchronisedJustNow: if it was done a moment ago, or too often today
    :raises errors.CoreUnavailable: if the core does not answer; nothing is changed then
    :raises errors.CoreKnowsNoSuchUnit: if it has no such taxpayer; nothing is changed then
    """
    sign_in = queries.get_sign_in(sign_in_id, visit=visit, now=now)
    if refusal := rules.refusal_to_take(EntryStep.OFFICER, sign_in):
        raise refusal
    actor = visitor(address=visit.address, device=visit.device)
    with transaction.atomic(durable=True):
        charge = accounts.charge(
            scope=CounterScope.SYNCHRONISE_UNIT,
            subject=str(sign_in.legal_person_id),
            actor=actor,
            now=now,
        )
    if not charge.is_granted:
        raise errors.SynchronisedJustNow
    return read_core(legal_person_id=sign_in.legal_person_id, actor=actor, now=now)
