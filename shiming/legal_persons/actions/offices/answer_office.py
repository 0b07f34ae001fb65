"""Use case: whoever is named or invited for an office confirms it, or refuses (D4, S33-23)."""

import datetime as dt

from django.db import transaction

from shiming.accounts.types import PersonId
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.legal_persons import operations, queries
from shiming.legal_persons.models import UnitRegistration
from shiming.legal_persons.office_titles import title_of
from shiming.legal_persons.policies.offices import refusal_to_answer
from shiming.legal_persons.types import (
    LegalPersonEvent,
    LegalPersonId,
    OfficeFacts,
    OfficeId,
    OfficeKind,
    OfficeSource,
    OfficeState,
    RegistrationState,
)


def answer_office(
    *, office_id: OfficeId, is_accepted: bool, actor: Actor, now: dt.datetime
) -> None:
    """
    Take an office that waits for one's confirmation, or refuse it.

    Those who head the unit hear of what became of whom they added (D4).
    When the representative confirms, the registrations that waited for it are done; whoever
    handed them in still waits to be let in by name.

    :raises errors.PersonNotProofed: if this account of the person is not proofed
    :raises errors.OfficeNotFound: if the office is offered to somebody else
    :raises errors.OfficeMovedOn: if it is not offered any more
    """
    person = queries.get_proofed_person(actor, now=now)
    with transaction.atomic(durable=True):
        office = queries.get_office(office_id)
        if refusal := refusal_to_answer(office=office, own_number=person.number):
            raise refusal
        if not is_accepted:
            operations.refuse_office(
                office_id=office_id,
                from_states=[OfficeState.AWAITING_CONFIRMATION],
                actor=actor,
                now=now,
            )
            _tell_unit(office, template="legal_persons/officer_declined", now=now)
            return
        operations.activate_office(
            office_id=office_id,
            person_id=person.id,
            from_states=[OfficeState.AWAITING_CONFIRMATION],
            actor=actor,
            now=now,
        )
        if office.kind is OfficeKind.LEGAL_REPRESENTATIVE:
            _finish_registrations(office.legal_person_id, actor=actor, now=now)
            if queries.list_requests(office.legal_person_id):
                operations.ask_heads(office.legal_person_id, now=now)
        _tell_unit(office, template="legal_persons/officer_confirmed", now=now, but=person.id)


def _tell_unit(
    office: OfficeFacts, *, template: str, now: dt.datetime, but: PersonId | None = None
) -> None:
    if office.source is OfficeSource.INVITATION:
        operations.tell_heads(
            office.legal_person_id,
            template=template,
            context={"holder": office.holder_name.masked, "title": str(title_of(office.kind))},
            but=but,
            now=now,
        )


def _finish_registrations(
    legal_person_id: LegalPersonId, *, actor: Actor, now: dt.datetime
) -> None:
    waiting = UnitRegistration.objects.filter(
        legal_person_id=legal_person_id, state=RegistrationState.AWAITING_REPRESENTATIVE
    ).order_by("pk")
    for row in waiting:
        won = UnitRegistration.objects.filter(
            pk=row.pk, state=RegistrationState.AWAITING_REPRESENTATIVE
        ).update(state=RegistrationState.DONE, decided_at=now)
        if won:
            audit.record(
                event=LegalPersonEvent.REGISTRATION_DONE,
                actor=actor,
                subject=f"unit_registration:{row.pk}",
                at=now,
            )
