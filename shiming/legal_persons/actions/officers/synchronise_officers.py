"""Use case: an officer of a unit, or the night, has its officers read from the tax core (D3)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import operations as accounts
from shiming.accounts.types import CounterScope
from shiming.kernel.actor import ActingKind, Actor
from shiming.legal_persons import errors
from shiming.legal_persons.officer_synchronisation import read_core
from shiming.legal_persons.types import (
    LegalPersonId,
    LegalPersonPermission,
    SynchronisedOfficers,
)


def synchronise_officers(
    *, legal_person_id: LegalPersonId, actor: Actor, now: dt.datetime
) -> SynchronisedOfficers:
    """
    Read a unit's officers from the tax core.

    :raises errors.UnitNotFound: if the actor does not manage the unit's officers
    :raises errors.SynchronisedJustNow: if a person has had it done too often
    :raises errors.CoreUnavailable: if the core does not answer; nothing is changed then
    :raises errors.CoreKnowsNoSuchUnit: if it has no such taxpayer; nothing is changed then
    """
    if actor.identity.kind is not ActingKind.SYSTEM:
        if actor.identity.legal_person_id != legal_person_id or not actor.may(
            LegalPersonPermission.MANAGE_OFFICERS
        ):
            raise errors.UnitNotFound(legal_person_id=legal_person_id)
        with transaction.atomic(durable=True):
            charge = accounts.charge(
                scope=CounterScope.SYNCHRONISE_UNIT,
                subject=str(legal_person_id),
                actor=actor,
                now=now,
            )
        if not charge.is_granted:
            raise errors.SynchronisedJustNow
    return read_core(legal_person_id=legal_person_id, actor=actor, now=now)
