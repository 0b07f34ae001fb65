"""Use case: who heads a unit adds somebody to act for it (S31-9, S35-9)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import operations as accounts
from shiming.accounts.types import CounterScope
from shiming.kernel.actor import Actor
from shiming.legal_persons import errors, operations, queries
from shiming.legal_persons.policies.management import managed_unit
from shiming.legal_persons.policies.offices import refusal_to_add
from shiming.legal_persons.types import OfficeId, OfficerInvitation, OfficeSource, OfficeState


def add_officer(*, invitation: OfficerInvitation, actor: Actor, now: dt.datetime) -> OfficeId:
    """
    Offer an office at the unit that the actor acts for now to a captured person.

    Nothing is active before that person signs in and confirms it. Of whom is looked for nothing is
    told but whether they can be added (Q52); every try counts.

    :raises errors.UnitNotFound: if the actor manages no unit now
    :raises errors.PersonNotProofed: if this account of the actor is not proofed
    :raises errors.OfficeNotOffered: if units do not give such an office away
    :raises errors.UnitNotActive: if the unit is cancelled or its licence was revoked
    :raises errors.TooManySearches: if too many people were looked for at the unit today
    :raises errors.PersonNotCaptured: if nobody of this name and document is captured (S35-10)
    :raises errors.OfficeExists: if the person holds this office, or is asked to
    """
    unit = queries.get_legal_person(managed_unit(actor))
    queries.get_proofed_person(actor, now=now)
    if refusal := refusal_to_add(kind=invitation.kind, unit_state=unit.state):
        raise refusal
    with transaction.atomic(durable=True):
        charge = accounts.charge(
            scope=CounterScope.OFFICER_SEARCH_UNIT, subject=str(unit.id), actor=actor, now=now
        )
    # Committed by now, so that a refused try is spent.
    if not charge.is_granted:
        raise errors.TooManySearches
    with transaction.atomic(durable=True):
        person = queries.find_captured(name=invitation.name, number=invitation.number, now=now)
        if person is None:
            raise errors.PersonNotCaptured
        office_id = operations.open_office(
            legal_person_id=unit.id,
            kind=invitation.kind,
            source=OfficeSource.INVITATION,
            state=OfficeState.AWAITING_CONFIRMATION,
            number=person.number,
            name=person.name,
            person_id=person.id,
            mobile=invitation.mobile,
            position=invitation.position,
            accepts_risk_alerts=invitation.accepts_risk_alerts,
            actor=actor,
            now=now,
        )
        operations.ask_to_confirm(office_id, person_id=person.id, now=now)
        operations.tell_person(
            person.id,
            template="legal_persons/officer_added",
            context={"unit": unit.name},
            now=now,
        )
    return office_id
