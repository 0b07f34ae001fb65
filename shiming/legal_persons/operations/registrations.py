"""What follows once it is known that a registered unit exists."""

import contextlib
import datetime as dt

from shiming.accounts import queries as accounts
from shiming.accounts.types import PersonId
from shiming.kernel.actor import Actor
from shiming.legal_persons import errors, queries
from shiming.legal_persons.models import LegalPerson, Office
from shiming.legal_persons.operations.legal_persons import (
    add_legal_person,
    name_representative,
)
from shiming.legal_persons.operations.offices import (
    activate_office,
    end_office,
    open_office,
)
from shiming.legal_persons.policies.registrations import is_same_document
from shiming.legal_persons.types import (
    OPEN_STATES,
    ApplicantRole,
    LegalPersonId,
    LegalPersonState,
    OfficeEnd,
    OfficeFacts,
    OfficeId,
    OfficeKind,
    OfficeSource,
    OfficeState,
    RecordSource,
    RegistrationFacts,
    RegistrationState,
    RegistrationWay,
    UnitRecord,
)
from shiming.messages import operations as messages

CONFIRM_TODO = "legal_persons/confirm_office"
REQUEST_TODO = "legal_persons/office_requested"


def settle_unit(
    *,
    registration: RegistrationFacts,
    state: LegalPersonState,
    source: RecordSource,
    actor: Actor,
    now: dt.datetime,
) -> LegalPersonId:
    """Put the unit of a registration on record, or find it there and name its representative."""
    statement = registration.statement
    unit = LegalPerson.objects.filter(credit_code=statement.credit_code.value).first()
    if unit is None:
        return add_legal_person(
            record=UnitRecord(
                name=statement.name,
                source=source,
                kind=statement.kind,
                credit_code=statement.credit_code,
                representative_name=statement.representative_name,
                representative_number=statement.representative_number,
                address=statement.address,
                email=statement.email,
            ),
            actor=actor,
            now=now,
        )
    unit_id = LegalPersonId(unit.pk)
    if source is RecordSource.REGISTER:
        name_representative(
            legal_person_id=unit_id,
            name=statement.representative_name,
            number=statement.representative_number,
            state=state,
            actor=actor,
            now=now,
        )
    return unit_id


def settle_offices(
    *,
    registration: RegistrationFacts,
    legal_person_id: LegalPersonId,
    actor: Actor,
    now: dt.datetime,
) -> RegistrationState:
    """
    Relate representative and handler to the unit, and return where the registration goes.

    A representative who registered the unit is in office at once: this very account was proofed
    with the document that the register names. A handler only asks, and nobody acts for the unit
    before its representative has confirmed (S33-23).
    """
    statement = registration.statement
    head: OfficeFacts | None = None
    for office in _headships_of(legal_person_id):
        if is_same_document(office.holder_number, statement.representative_number):
            head = office if office.state is OfficeState.ACTIVE else None
            continue
        # An officer's approval alone must not take a unit from whom the register has named, also
        # before they have confirmed.
        if registration.way is not RegistrationWay.REGISTER:
            raise errors.UnitExists(legal_person_id=legal_person_id)
        # The register names somebody else now: who was named before can no longer confirm either.
        end_office(office_id=office.id, reason=OfficeEnd.REPLACED, actor=actor, now=now)
    is_representative = registration.role is ApplicantRole.REPRESENTATIVE
    if head is None:
        office_id = _offer_headship(
            registration=registration, legal_person_id=legal_person_id, actor=actor, now=now
        )
        if is_representative:
            activate_office(
                office_id=office_id,
                person_id=PersonId(registration.person_id),
                from_states=[
                    OfficeState.REQUESTED,
                    OfficeState.AWAITING_CONFIRMATION,
                    OfficeState.AGREED,
                ],
                actor=actor,
                now=now,
            )
    if is_representative:
        return RegistrationState.DONE
    _ask_for_handler(
        registration=registration, legal_person_id=legal_person_id, actor=actor, now=now
    )
    if head is not None and head.person_id is not None:
        messages.open_todo(
            kind=REQUEST_TODO,
            subject=f"legal_person:{legal_person_id}",
            person_id=head.person_id,
            link_name="legal_persons:officers",
            now=now,
        )
    return RegistrationState.AWAITING_REPRESENTATIVE


def _headships_of(legal_person_id: LegalPersonId) -> list[OfficeFacts]:
    """Return the open offices of legal representatives, also of those who have not confirmed."""
    rows = Office.objects.select_related("legal_person").filter(
        legal_person_id=legal_person_id,
        kind=OfficeKind.LEGAL_REPRESENTATIVE,
        state__in=list(OPEN_STATES),
    )
    return [queries.facts_of_office(row) for row in rows.order_by("opened_at", "pk")]


def _offer_headship(
    *,
    registration: RegistrationFacts,
    legal_person_id: LegalPersonId,
    actor: Actor,
    now: dt.datetime,
) -> OfficeId:
    """Open the representative's office, to be confirmed; return the one that waits already."""
    number = registration.statement.representative_number
    waiting = queries.find_open_office(
        legal_person_id, kind=OfficeKind.LEGAL_REPRESENTATIVE, number=number
    )
    if waiting is not None:
        return waiting.id
    office_id = open_office(
        legal_person_id=legal_person_id,
        kind=OfficeKind.LEGAL_REPRESENTATIVE,
        source=OfficeSource.REGISTER,
        state=OfficeState.AWAITING_CONFIRMATION,
        number=number,
        name=registration.statement.representative_name,
        actor=actor,
        now=now,
    )
    person = accounts.find_person(number)
    if person is not None and registration.role is not ApplicantRole.REPRESENTATIVE:
        messages.open_todo(
            kind=CONFIRM_TODO,
            subject=f"office:{office_id}",
            person_id=person.id,
            link_name="legal_persons:units",
            now=now,
        )
    return office_id


def _ask_for_handler(
    *,
    registration: RegistrationFacts,
    legal_person_id: LegalPersonId,
    actor: Actor,
    now: dt.datetime,
) -> None:
    person = accounts.get_person(PersonId(registration.person_id))
    # Who holds the office, or has asked for it before, has nothing more to ask for.
    with contextlib.suppress(errors.OfficeExists):
        open_office(
            legal_person_id=legal_person_id,
            kind=OfficeKind.HANDLER,
            source=OfficeSource.REQUEST,
            state=OfficeState.REQUESTED,
            number=person.number,
            name=person.name,
            person_id=person.id,
            mobile=registration.statement.mobile,
            actor=actor,
            now=now,
        )
