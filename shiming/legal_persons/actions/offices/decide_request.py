"""Use case: who heads a unit lets somebody act for it, or does not (D4)."""

import datetime as dt

from django.db import transaction

from shiming.kernel.actor import Actor
from shiming.legal_persons import errors, operations, queries
from shiming.legal_persons.policies.offices import refusal_to_decide_request
from shiming.legal_persons.types import OfficeId, OfficeState


def decide_request(
    *, office_id: OfficeId, is_approved: bool, actor: Actor, now: dt.datetime
) -> None:
    """
    Approve or refuse who asked to act for the unit that the actor acts for now.

    :raises errors.PersonNotProofed: if this account of the person is not proofed
    :raises errors.OfficeNotFound: if the actor does not head the unit now, or it is their own
    :raises errors.OfficeMovedOn: if it was decided meanwhile
    """
    queries.get_proofed_person(actor, now=now)
    with transaction.atomic(durable=True):
        office = queries.get_office(office_id)
        if refusal := refusal_to_decide_request(office=office, actor=actor):
            raise refusal
        if office.person_id is None:
            raise errors.OfficeNotFound(office_id=office_id)
        if is_approved:
            operations.activate_office(
                office_id=office_id,
                person_id=office.person_id,
                from_states=[OfficeState.REQUESTED],
                actor=actor,
                now=now,
            )
        else:
            operations.refuse_office(
                office_id=office_id, from_states=[OfficeState.REQUESTED], actor=actor, now=now
            )
        operations.tell_person(
            office.person_id,
            template="legal_persons/office_agreed"
            if is_approved
            else "legal_persons/office_refused",
            context={"unit": office.unit_name},
            now=now,
        )
