"""Use case: a unit looks for an agency by its exact credit code (Q59)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import operations as accounts
from shiming.accounts.types import CounterScope
from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.legal_person_codes import CreditCode
from shiming.legal_persons import errors, operations, queries
from shiming.legal_persons.policies.management import managed_unit
from shiming.legal_persons.types import LegalPersonKind, RecognitionId


def add_agency(*, code: CreditCode, actor: Actor, now: dt.datetime) -> RecognitionId:
    """
    Put an agency on record here on the unit's list; it may not act before it is recognised.

    :raises errors.UnitNotFound: if the actor manages no unit
    :raises errors.SynchronisedJustNow: if the unit has looked too often
    :raises errors.AgencyNotFound: if no agency on record has exactly this code
    :raises errors.AgencyIsOneself: if it is the unit's own code
    """
    client_id = managed_unit(actor)
    with transaction.atomic(durable=True):
        charge = accounts.charge(
            scope=CounterScope.SYNCHRONISE_UNIT, subject=str(client_id), actor=actor, now=now
        )
    if not charge.is_granted:
        raise errors.SynchronisedJustNow
    with transaction.atomic(durable=True):
        agency = queries.find_by_number(code.value)
        if agency is None or agency.credit_code != code.value:
            raise errors.AgencyNotFound
        if agency.id == client_id:
            raise errors.AgencyIsOneself
        if agency.kind is not LegalPersonKind.AGENCY:
            raise errors.AgencyNotFound
        return operations.list_agency(
            client_id=client_id, agency_id=agency.id, is_from_core=False, actor=actor, now=now
        )
