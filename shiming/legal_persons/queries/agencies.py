"""Reads about agencies, and the capacity in which their employees act for a client."""

import datetime as dt
import uuid

from django.db.models import F, Q, QuerySet

from shiming.accounts import ports as accounts_ports
from shiming.accounts.types import AccountId, IdentityFacts
from shiming.kernel.actor import ActingIdentity, ActingKind
from shiming.legal_persons import errors
from shiming.legal_persons.models import AgencyRecognition, UnitSignIn
from shiming.legal_persons.policies.standing import ACTING_STATES
from shiming.legal_persons.types import (
    LegalPersonId,
    LegalPersonPermission,
    OfficeState,
    RecognitionFacts,
    RecognitionId,
    RecognitionState,
    UnitSignInId,
)

CLIENT_KEY = "client:"
_PERMISSIONS = frozenset({LegalPersonPermission.ACT.value})


def list_recognitions(client_id: LegalPersonId) -> list[RecognitionFacts]:
    """Return the agencies on a unit's list, the undecided ones first (S35-13)."""
    rows = AgencyRecognition.objects.select_related("agency").filter(client_id=client_id)
    order = list(RecognitionState)
    found = [_facts(row) for row in rows.order_by("agency__name", "pk")]
    return sorted(found, key=lambda one: order.index(one.state))


def get_recognition(recognition_id: RecognitionId, *, client_id: LegalPersonId) -> RecognitionFacts:
    """
    Return one agency on a unit's list.

    :raises errors.RecognitionNotFound: if it is not on that unit's list
    """
    row = (
        AgencyRecognition.objects.select_related("agency")
        .filter(pk=recognition_id, client_id=client_id)
        .first()
    )
    if row is None:
        raise errors.RecognitionNotFound
    return _facts(row)


def recognition_between(
    *, agency_id: LegalPersonId, client_id: LegalPersonId
) -> AgencyRecognition | None:
    """Return the row of a recognition that holds, or None."""
    return AgencyRecognition.objects.filter(
        agency_id=agency_id, client_id=client_id, state=RecognitionState.RECOGNISED
    ).first()


def find_client_identity(
    *, key: str, account_id: AccountId, now: dt.datetime
) -> ActingIdentity | None:
    """
    Return the capacity in which an agency's employee acts for a client, or None if no longer.

    It carries all three: the account is the employee's, the organisation the agency, and the legal
    person the client (S35-12).
    """
    row = _accesses(now).filter(account_id=account_id, pk__in=_ids_of(key)).first()
    if row is None or row.recognition is None or row.office is None or row.consumed_at is None:
        return None
    ends = [row.consumed_at + accounts_ports.policy().session_absolute, row.office.valid_until]
    return ActingIdentity(
        kind=ActingKind.AGENCY,
        organisation_id=row.recognition.agency_id,
        legal_person_id=row.recognition.client_id,
        permissions=_PERMISSIONS,
        valid_until=min(end for end in ends if end is not None),
    )


def has_access(
    *, person_id: uuid.UUID, agency_id: uuid.UUID, client_id: uuid.UUID, now: dt.datetime
) -> bool:
    """Tell whether an agency's employee may act for a client now, in whichever account."""
    return (
        _accesses(now)
        .filter(
            account__person_id=person_id,
            recognition__agency_id=agency_id,
            recognition__client_id=client_id,
        )
        .exists()
    )


def list_client_identities(account_id: AccountId, *, now: dt.datetime) -> list[IdentityFacts]:
    """Return the clients whose agreement password the account's owner gave in this working day."""
    rows = (
        _accesses(now)
        .filter(account_id=account_id)
        .select_related("recognition__client", "legal_person")
    )
    return [
        IdentityFacts(
            key=client_key(UnitSignInId(row.pk)),
            kind=ActingKind.AGENCY,
            name=row.recognition.client.name,
            note=row.legal_person.name,
        )
        for row in rows.order_by("-consumed_at", "pk")
        if row.recognition is not None
    ]


def list_accounts_acting_for(recognition_id: RecognitionId) -> list[AccountId]:
    """Return the accounts that ever gave the agreement password of this recognition."""
    rows = UnitSignIn.objects.filter(recognition_id=recognition_id, account_id__isnull=False)
    found = rows.order_by("account_id").values_list("account_id", flat=True).distinct()
    return [AccountId(account_id) for account_id in found]


def client_key(sign_in_id: UnitSignInId) -> str:
    """Return the key of the capacity that a sign-in of an agency's employee opened."""
    return f"{CLIENT_KEY}{sign_in_id}"


def _accesses(now: dt.datetime) -> QuerySet[UnitSignIn]:
    """Return the sign-ins whose agreement password holds still, and is still the same one."""
    return UnitSignIn.objects.select_related("recognition", "office").filter(
        Q(office__valid_until__isnull=True) | Q(office__valid_until__gt=now),
        consumed_at__gt=now - accounts_ports.policy().session_absolute,
        recognition__state=RecognitionState.RECOGNISED,
        recognition__agreement_number=F("agreement_number"),
        recognition__agency_id=F("legal_person_id"),
        recognition__client__state__in=ACTING_STATES,
        legal_person__state__in=ACTING_STATES,
        office__state=OfficeState.ACTIVE,
        office__legal_person_id=F("legal_person_id"),
        office__person_id=F("account__person_id"),
    )


def _ids_of(key: str) -> list[uuid.UUID]:
    """Return the id in a key, if it can be one."""
    try:
        return [uuid.UUID(key.removeprefix(CLIENT_KEY))]
    except ValueError:
        return []


def _facts(row: AgencyRecognition) -> RecognitionFacts:
    return RecognitionFacts(
        id=RecognitionId(row.pk),
        agency_id=LegalPersonId(row.agency_id),
        agency_name=row.agency.name,
        agency_code=row.agency.credit_code or "",
        state=RecognitionState(row.state),
        is_from_core=row.is_from_core,
        changed_at=row.changed_at,
    )
