"""What follows once it is known that a registered unit exists."""

import contextlib
import datetime as dt

from shiming.accounts import queries as accounts
from shiming.accounts.types import PersonId
from shiming.kernel.actor import Actor
from shiming.legal_persons import errors, queries
from shiming.legal_persons.models import LegalPerson, Office, UnitRegistration
from shiming.legal_persons.operations.consents import use_consent
from shiming.legal_persons.operations.legal_persons import (
    add_legal_person,
    name_representative,
)
from shiming.legal_persons.operations.office_events import ask_heads, ask_to_confirm
from shiming.legal_persons.operations.offices import (
    activate_office,
    end_office,
    open_office,
)
from shiming.legal_persons.policies.registrations import is_same_document
from shiming.legal_persons.types import (
    OPEN_STATES,
    ApplicantRole,
    ConsentPurpose,
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
    RegistrationId,
    RegistrationState,
    RegistrationWay,
    UnitRecord,
)
from shiming.vault import operations as vault
from shiming.vault.types import VaultFileId

_WAITING = (OfficeState.REQUESTED, OfficeState.AWAITING_CONFIRMATION, OfficeState.AGREED)
_OURSELVES = "本平台（单位登记）"


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


def shred_paper(*, registration_id: RegistrationId, now: dt.datetime) -> None:
    """Destroy the picture of the paper, if there is one: nothing came of its registration."""
    rows = UnitRegistration.objects.filter(pk=registration_id, paper_file_id__isnull=False)
    file_id = rows.values_list("paper_file_id", flat=True).first()
    if file_id is not None and rows.update(paper_file_id=None):
        vault.shred_file(VaultFileId(file_id), now)


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
    before its representative has confirmed (S33-23), now or by a standing consent (S13-5).
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
    has_agreed = False
    if head is None:
        office_id = _offer_headship(
            registration=registration, legal_person_id=legal_person_id, actor=actor, now=now
        )
        if is_representative:
            activate_office(
                office_id=office_id,
                person_id=PersonId(registration.person_id),
                from_states=_WAITING,
                actor=actor,
                now=now,
            )
        else:
            has_agreed = _take_by_consent(registration, office_id, actor=actor, now=now)
    if is_representative:
        return RegistrationState.DONE
    _ask_for_handler(
        registration=registration, legal_person_id=legal_person_id, actor=actor, now=now
    )
    if has_agreed:
        # The unit stands; who acts for it beside its representative is for them to say, by name.
        ask_heads(legal_person_id, now=now)
        return RegistrationState.DONE
    if head is not None and head.person_id is not None:
        ask_heads(legal_person_id, now=now)
    return RegistrationState.AWAITING_REPRESENTATIVE


def _take_by_consent(
    registration: RegistrationFacts, office_id: OfficeId, *, actor: Actor, now: dt.datetime
) -> bool:
    """
    Have the representative take the office whom the register names, if they agreed beforehand.

    Their standing consent (S13-5) stands in for the confirmation, which they give otherwise.
    """
    if registration.way is not RegistrationWay.REGISTER:
        return False
    statement = registration.statement
    consent = queries.find_standing_consent(
        name=statement.representative_name,
        number=statement.representative_number,
        purpose=ConsentPurpose.COMPANY_REGISTRATION,
        now=now,
    )
    if consent is None:
        return False
    use_consent(
        consent=consent,
        used_by=_OURSELVES,
        case_number=str(registration.id),
        actor=actor,
        now=now,
    )
    activate_office(
        office_id=office_id,
        person_id=consent.person_id,
        from_states=_WAITING,
        actor=actor,
        now=now,
    )
    return True


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
        ask_to_confirm(office_id, person_id=person.id, now=now)
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
