"""Use case: a unit has its agencies read from the tax core (S35-13, Q59)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import operations as accounts
from shiming.accounts.types import CounterScope
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.identifier import Identifier
from shiming.kernel.identifiers.legal_person_codes import CreditCode, TaxpayerNumber
from shiming.legal_persons import errors, operations, queries
from shiming.legal_persons.policies.management import managed_unit
from shiming.registers import operations as registers
from shiming.registers.types import Outcome, Purpose


def synchronise_agencies(*, actor: Actor, now: dt.datetime) -> int:
    """
    Put the agencies that the core names on the unit's list; return how many it named.

    None of them may act before the unit recognises it.

    :raises errors.UnitNotFound: if the actor manages no unit
    :raises errors.SynchronisedJustNow: if the core was asked for the unit too often
    :raises errors.CoreUnavailable: if the core does not answer
    :raises errors.CoreKnowsNoSuchUnit: if it has no such taxpayer
    """
    unit = queries.get_legal_person(managed_unit(actor))
    with transaction.atomic(durable=True):
        charge = accounts.charge(
            scope=CounterScope.SYNCHRONISE_UNIT, subject=str(unit.id), actor=actor, now=now
        )
    if not charge.is_granted:
        raise errors.SynchronisedJustNow
    number: Identifier = (
        CreditCode.parse(unit.credit_code, allow_provisional=True)
        if unit.credit_code
        else TaxpayerNumber.parse(unit.taxpayer_number)
    )
    answer = registers.list_agencies(
        number=number,
        purpose=Purpose.LEGAL_PERSON,
        case_number=f"unit:{unit.id}",
        actor=actor,
        now=now,
    )
    if answer.outcome is Outcome.UNAVAILABLE:
        raise errors.CoreUnavailable
    if answer.taxpayer is None:
        raise errors.CoreKnowsNoSuchUnit
    listed = 0
    with transaction.atomic(durable=True):
        for agency in answer.agencies:
            try:
                code = CreditCode.parse(agency.credit_code)
                agency_id = operations.ensure_agency(
                    code=code, name=agency.name, actor=actor, now=now
                )
            except DomainError:
                # One line that cannot be read must not hide the others.
                continue
            if agency_id != unit.id:
                operations.list_agency(
                    client_id=unit.id, agency_id=agency_id, is_from_core=True, actor=actor, now=now
                )
                listed += 1
    return listed
