"""Small writes about agencies."""

import datetime as dt

from shiming.accounts import operations as accounts
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.legal_person_codes import CreditCode
from shiming.kernel.ids import new_id
from shiming.kernel.names import CompanyName
from shiming.legal_persons import queries
from shiming.legal_persons.models import AgencyRecognition
from shiming.legal_persons.operations.legal_persons import add_legal_person
from shiming.legal_persons.types import (
    LegalPersonEvent,
    LegalPersonId,
    LegalPersonKind,
    RecognitionId,
    RecognitionState,
    RecordSource,
    UnitRecord,
)


def ensure_agency(*, code: CreditCode, name: str, actor: Actor, now: dt.datetime) -> LegalPersonId:
    """
    Return the agency with this credit code; put it on record as the tax core names it.

    :raises DomainError: if the name can be none
    """
    known = queries.find_by_number(code.value)
    if known is not None:
        return known.id
    record = UnitRecord(
        name=CompanyName.parse(name),
        source=RecordSource.CORE,
        kind=LegalPersonKind.AGENCY,
        credit_code=code,
    )
    return add_legal_person(record=record, actor=actor, now=now)


def list_agency(
    *,
    client_id: LegalPersonId,
    agency_id: LegalPersonId,
    is_from_core: bool,
    actor: Actor,
    now: dt.datetime,
) -> RecognitionId:
    """Put an agency on a unit's list, undecided; who is there already stays as they stand."""
    fresh = AgencyRecognition(
        id=new_id(),
        client_id=client_id,
        agency_id=agency_id,
        state=RecognitionState.FOUND,
        is_from_core=is_from_core,
        changed_at=now,
    )
    AgencyRecognition.objects.bulk_create([fresh], ignore_conflicts=True)
    row = AgencyRecognition.objects.get(client_id=client_id, agency_id=agency_id)
    if row.pk == fresh.pk:
        audit.record(
            event=LegalPersonEvent.AGENCY_FOUND,
            actor=actor,
            subject=f"recognition:{row.pk}",
            at=now,
            details={"agency_id": str(agency_id), "is_from_core": is_from_core},
        )
    elif is_from_core and not row.is_from_core:
        AgencyRecognition.objects.filter(pk=row.pk).update(is_from_core=True)
    return RecognitionId(row.pk)


def end_client_sessions(recognition_id: RecognitionId, *, now: dt.datetime) -> None:
    """Have every live session that acts for the client fall back to the person at once."""
    for account_id in queries.list_accounts_acting_for(recognition_id):
        accounts.refresh_session_permissions(account_id=account_id, now=now)
