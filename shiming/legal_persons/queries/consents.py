"""Reads about standing consents."""

import datetime as dt

from shiming.accounts import queries as accounts
from shiming.accounts.types import PersonId
from shiming.kernel.clock import today_in_china
from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.kernel.names import PersonName
from shiming.legal_persons.models import ConsentUse, StandingConsent
from shiming.legal_persons.policies.consents import stands
from shiming.legal_persons.policies.registrations import refusal_to_act_for_units
from shiming.legal_persons.queries.legal_persons import level_of_person
from shiming.legal_persons.types import (
    ConsentFacts,
    ConsentId,
    ConsentPurpose,
    ConsentUseFacts,
)

_USES_SHOWN = 20


def find_consent(person_id: PersonId, *, purpose: ConsentPurpose) -> ConsentFacts | None:
    """Return a person's consent that was not ended; its last day may be over."""
    row = StandingConsent.objects.filter(
        person_id=person_id, purpose=purpose, ended_at__isnull=True
    ).first()
    return None if row is None else _facts_of(row)


def find_standing_consent(
    *, name: PersonName, number: DocumentNumber, purpose: ConsentPurpose, now: dt.datetime
) -> ConsentFacts | None:
    """
    Return the consent that counts today of whoever has exactly this name and document, or None.

    A person who is not known, is called otherwise, is not proofed any more or has not agreed: all
    of these are one answer.
    """
    person = accounts.find_person(number)
    if person is None or not person.name.matches(name):
        return None
    consent = find_consent(person.id, purpose=purpose)
    if consent is None or not stands(consent, today=today_in_china(now)):
        return None
    level, _until = level_of_person(person.id, now=now)
    return None if refusal_to_act_for_units(level=level) else consent


def list_uses(person_id: PersonId, *, purpose: ConsentPurpose) -> list[ConsentUseFacts]:
    """Return who relied on a person's consents, the newest first."""
    rows = ConsentUse.objects.filter(consent__person_id=person_id, consent__purpose=purpose)
    return [
        ConsentUseFacts(used_by=row.used_by, used_at=row.used_at)
        for row in rows.order_by("-used_at", "-pk")[:_USES_SHOWN]
    ]


def _facts_of(row: StandingConsent) -> ConsentFacts:
    return ConsentFacts(
        id=ConsentId(row.pk),
        person_id=PersonId(row.person_id),
        given_at=row.given_at,
        last_day=row.last_day,
        ended_at=row.ended_at,
    )
