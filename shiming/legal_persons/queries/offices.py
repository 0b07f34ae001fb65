"""Reads about offices."""

import datetime as dt
import uuid

from django.db.models import Q, QuerySet

from shiming.accounts import queries as accounts
from shiming.accounts.types import AccountId, PersonId
from shiming.kernel.identifiers.documents import (
    DocumentNumber,
    DocumentType,
    parse_document_number,
)
from shiming.kernel.names import PersonName
from shiming.kernel.phones import Mobile
from shiming.legal_persons import errors
from shiming.legal_persons.models import Office
from shiming.legal_persons.policies.offices import HEADS
from shiming.legal_persons.policies.standing import ACTING_STATES
from shiming.legal_persons.queries.agencies import has_access
from shiming.legal_persons.queries.legal_persons import HOLDER_INDEX, get_legal_person
from shiming.legal_persons.types import (
    OPEN_STATES,
    ActingFacts,
    Capacity,
    LegalPersonId,
    LegalPersonState,
    OfficeFacts,
    OfficeId,
    OfficeKind,
    OfficeSource,
    OfficeState,
)
from shiming.vault import queries as vault

_DECISIONS_SHOWN = 50


def get_office(office_id: OfficeId) -> OfficeFacts:
    """
    Return an office.

    :raises errors.OfficeNotFound: if there is none
    """
    office = Office.objects.select_related("legal_person").filter(pk=office_id).first()
    if office is None:
        raise errors.OfficeNotFound(office_id=office_id)
    return facts_of_office(office)


def list_active_offices(*, person_id: PersonId, now: dt.datetime) -> list[OfficeFacts]:
    """Return the offices in which a person may act now, by the unit's name."""
    offices = _acting(now).filter(person_id=person_id)
    return [facts_of_office(office) for office in offices.order_by("legal_person__name", "pk")]


def list_offices_of_holder(*, person_id: PersonId, number: DocumentNumber) -> list[OfficeFacts]:
    """
    Return all open offices of a person, also those that only name their document.

    What waits for somebody's answer comes first (D4).
    """
    named = Q(
        person__isnull=True,
        holder_document=number.document_type,
        holder_index__in=vault.blind_indexes(HOLDER_INDEX, number.key),
    )
    offices = Office.objects.filter(
        Q(person_id=person_id) | named, state__in=list(OPEN_STATES)
    ).select_related("legal_person")
    found = [facts_of_office(office) for office in offices.order_by("legal_person__name", "pk")]
    return sorted(found, key=lambda office: office.state is OfficeState.ACTIVE)


def find_open_office(
    legal_person_id: LegalPersonId, *, kind: OfficeKind, number: DocumentNumber
) -> OfficeFacts | None:
    """Return the office of this kind that a document holds, or is asked to hold, at a unit."""
    office = (
        Office.objects.select_related("legal_person")
        .filter(
            legal_person_id=legal_person_id,
            kind=kind,
            holder_document=number.document_type,
            holder_index__in=vault.blind_indexes(HOLDER_INDEX, number.key),
            state__in=list(OPEN_STATES),
        )
        .first()
    )
    return None if office is None else facts_of_office(office)


def list_requests(legal_person_id: LegalPersonId) -> list[OfficeFacts]:
    """Return who asks to act for a unit, in the order in which they asked."""
    offices = Office.objects.select_related("legal_person").filter(
        legal_person_id=legal_person_id, state=OfficeState.REQUESTED
    )
    return [facts_of_office(office) for office in offices.order_by("opened_at", "pk")]


def list_requests_and_decisions(legal_person_id: LegalPersonId) -> list[OfficeFacts]:
    """Return who asked to act for a unit: undecided first, then what was decided last (S31-12)."""
    asked = Office.objects.select_related("legal_person").filter(
        legal_person_id=legal_person_id, source=OfficeSource.REQUEST, decided_at__isnull=False
    )
    decided = asked.exclude(state=OfficeState.REQUESTED).order_by("-decided_at", "-pk")
    return [
        *list_requests(legal_person_id),
        *(facts_of_office(office) for office in decided[:_DECISIONS_SHOWN]),
    ]


def list_invited(legal_person_id: LegalPersonId) -> list[OfficeFacts]:
    """Return whom a unit has added and who has not confirmed yet, in the order of adding."""
    offices = Office.objects.select_related("legal_person").filter(
        legal_person_id=legal_person_id,
        source=OfficeSource.INVITATION,
        state=OfficeState.AWAITING_CONFIRMATION,
    )
    return [facts_of_office(office) for office in offices.order_by("opened_at", "pk")]


def list_heads(legal_person_id: LegalPersonId, *, now: dt.datetime) -> list[PersonId]:
    """Return the people who head a unit now, each once."""
    heads = _acting(now).filter(
        legal_person_id=legal_person_id, kind__in=[kind.value for kind in HEADS]
    )
    people = heads.order_by("person_id").values_list("person_id", flat=True).distinct()
    return [PersonId(person_id) for person_id in people]


def list_accepting_risk_alerts(
    legal_person_id: LegalPersonId, *, now: dt.datetime
) -> list[PersonId]:
    """Return the people who act for a unit now and accept to be alerted of risks, each once."""
    accepting = _acting(now).filter(legal_person_id=legal_person_id, accepts_risk_alerts=True)
    people = accepting.order_by("person_id").values_list("person_id", flat=True).distinct()
    return [PersonId(person_id) for person_id in people]


def count_requests(person_id: PersonId, *, since: dt.datetime) -> tuple[int, int]:
    """Return how many requests of a person wait, and how many they have made since then."""
    made = Office.objects.filter(person_id=person_id, source=OfficeSource.REQUEST)
    return made.filter(state=OfficeState.REQUESTED).count(), made.filter(
        opened_at__gte=since
    ).count()


def list_officers(legal_person_id: LegalPersonId, *, now: dt.datetime) -> list[OfficeFacts]:
    """Return the people who may act for a unit now, its head first."""
    offices = _acting(now).filter(legal_person_id=legal_person_id)
    found = [facts_of_office(office) for office in offices.order_by("opened_at", "pk")]
    order = list(OfficeKind)
    return sorted(found, key=lambda office: order.index(office.kind))


def list_accounts_in_office(legal_person_id: LegalPersonId) -> list[AccountId]:
    """Return the accounts of everybody who holds an office at a unit, whatever it stands like."""
    people = (
        Office.objects.filter(
            legal_person_id=legal_person_id, state=OfficeState.ACTIVE, person_id__isnull=False
        )
        .order_by("person_id")
        .values_list("person_id", flat=True)
        .distinct()
    )
    return [
        account.id
        for person_id in people
        for account in accounts.list_accounts_of_person(PersonId(person_id))
    ]


def list_capacities(person_id: PersonId, *, now: dt.datetime) -> list[Capacity]:
    """Return in which offices a person may act now; no encrypted column is read for it."""
    rows = (
        _acting(now)
        .filter(person_id=person_id)
        .order_by("legal_person__name", "pk")
        .values_list("pk", "legal_person_id", "legal_person__name", "kind", "valid_until")
    )
    return [
        Capacity(
            office_id=OfficeId(pk),
            legal_person_id=LegalPersonId(unit_id),
            unit_name=name,
            kind=OfficeKind(kind),
            valid_until=valid_until,
        )
        for pk, unit_id, name, kind, valid_until in rows
    ]


def find_acting(
    *,
    person_id: uuid.UUID | None,
    legal_person_id: uuid.UUID | None,
    agency_id: uuid.UUID | None = None,
    now: dt.datetime,
) -> ActingFacts | None:
    """
    Return the unit that somebody acts for and in which office, or None if they do not any more.

    Whoever acts for a client of an agency holds the office at the agency, and gave the client's
    agreement password in this working day.
    """
    if person_id is None or legal_person_id is None:
        return None
    if agency_id is not None and not has_access(
        person_id=person_id, agency_id=agency_id, client_id=legal_person_id, now=now
    ):
        return None
    held = _acting(now).filter(person_id=person_id, legal_person_id=agency_id or legal_person_id)
    kinds = sorted(
        (OfficeKind(kind) for kind in held.values_list("kind", flat=True)),
        key=list(OfficeKind).index,
    )
    if not kinds:
        return None
    return ActingFacts(
        unit=get_legal_person(LegalPersonId(legal_person_id)),
        office=kinds[0] if agency_id is None else OfficeKind.AGENCY_EMPLOYEE,
    )


def facts_of_office(office: Office) -> OfficeFacts:
    """Return a row, with its unit at hand, as other areas may know it."""
    return OfficeFacts(
        id=OfficeId(office.pk),
        legal_person_id=LegalPersonId(office.legal_person_id),
        unit_name=office.legal_person.name,
        kind=OfficeKind(office.kind),
        state=OfficeState(office.state),
        source=OfficeSource(office.source),
        holder_name=PersonName.parse(office.holder_name),
        holder_number=parse_document_number(
            DocumentType(office.holder_document), office.holder_number
        ),
        mobile=None if office.mobile is None else Mobile.parse(office.mobile),
        person_id=None if office.person_id is None else PersonId(office.person_id),
        position=office.position or "",
        accepts_risk_alerts=office.accepts_risk_alerts,
        unit_state=LegalPersonState(office.legal_person.state),
        valid_from=office.valid_from,
        valid_until=office.valid_until,
        decided_at=office.decided_at,
    )


def _acting(now: dt.datetime) -> QuerySet[Office]:
    return Office.objects.select_related("legal_person").filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=now),
        state=OfficeState.ACTIVE,
        valid_from__lte=now,
        legal_person__state__in=ACTING_STATES,
    )
