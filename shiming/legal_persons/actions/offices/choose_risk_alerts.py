"""Use case: the holder of an office says whether they accept to be alerted of risks (S31-9)."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.legal_persons import errors, queries
from shiming.legal_persons.models import Office
from shiming.legal_persons.policies.offices import refusal_to_choose_alerts
from shiming.legal_persons.types import LegalPersonEvent, OfficeId, OfficeState


def choose_risk_alerts(
    *, office_id: OfficeId, is_accepted: bool, actor: Actor, now: dt.datetime
) -> None:
    """
    Have alerts of risks of the unit come to the holder of an office, or come no more.

    :raises errors.PersonNotProofed: if this account of the person is not proofed
    :raises errors.OfficeNotFound: if the office is somebody else's
    :raises errors.OfficeMovedOn: if it is not active
    """
    person = queries.get_proofed_person(actor, now=now)
    with transaction.atomic(durable=True):
        office = queries.get_office(office_id)
        if refusal := refusal_to_choose_alerts(office=office, own_number=person.number):
            raise refusal
        won = Office.objects.filter(pk=office_id, state=OfficeState.ACTIVE).update(
            accepts_risk_alerts=is_accepted
        )
        if not won:
            raise errors.OfficeMovedOn(office_id=office_id)
        audit.record(
            event=LegalPersonEvent.RISK_ALERTS_CHOSEN,
            actor=actor,
            subject=f"office:{office_id}",
            at=now,
            details={"is_accepted": is_accepted},
        )
