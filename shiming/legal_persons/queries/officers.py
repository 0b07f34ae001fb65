"""Reads about what the tax core says of a unit's officers."""

import dataclasses
import datetime as dt

from django.db.models import Q

from shiming.kernel import masking_kit
from shiming.legal_persons.models import LegalPerson, Office, OfficerMismatch
from shiming.legal_persons.queries.offices import facts_of_office
from shiming.legal_persons.types import (
    OPEN_STATES,
    LegalPersonId,
    LegalPersonState,
    Mismatch,
    MismatchReason,
    OfficeFacts,
    OfficeKind,
    OfficeSource,
    OfficeState,
)


def list_mismatches(legal_person_id: LegalPersonId) -> list[Mismatch]:
    """Return whom the tax core names and who cannot act yet, masked, for correction (S35-4)."""
    rows = OfficerMismatch.objects.filter(
        legal_person_id=legal_person_id, settled_at__isnull=True
    ).order_by("found_at", "pk")
    return [
        Mismatch(
            kind=OfficeKind(row.kind),
            masked_name=masking_kit.mask_name(row.name),
            masked_number=masking_kit.mask_number(row.number),
            reason=MismatchReason(row.reason),
            found_at=row.found_at,
        )
        for row in rows
    ]


def list_agreed_offices(legal_person_id: LegalPersonId) -> list[OfficeFacts]:
    """Return the offices that wait for nothing but their holder's capture."""
    offices = Office.objects.select_related("legal_person").filter(
        legal_person_id=legal_person_id, state=OfficeState.AGREED
    )
    # Their person is known to nobody yet, whatever the row says.
    return [
        dataclasses.replace(facts_of_office(office), person_id=None)
        for office in offices.order_by("opened_at", "pk")
    ]


def list_due_for_synchronisation_unscoped(*, read_before: dt.datetime) -> list[LegalPersonId]:
    """Return the units that the tax core speaks for and was not read for since then."""
    from_core = Office.objects.filter(source=OfficeSource.CORE, state__in=list(OPEN_STATES))
    units = LegalPerson.objects.filter(
        Q(synchronised_at__lt=read_before)
        | Q(synchronised_at__isnull=True, pk__in=from_core.values("legal_person_id"))
    ).exclude(state=LegalPersonState.CANCELLED)
    return [LegalPersonId(pk) for pk in units.order_by("pk").values_list("pk", flat=True)]
