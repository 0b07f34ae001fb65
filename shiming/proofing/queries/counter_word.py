"""Reads about what clerks confirmed in the register's place (B8)."""

import uuid

from shiming.accounts import queries as accounts
from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.kernel.names import PersonName
from shiming.proofing.models import Evidence

COUNTER_SOURCE = "counter"


def find_counter_word(
    *, account_id: uuid.UUID, number: DocumentNumber, name: PersonName
) -> Evidence | None:
    """Return that a clerk confirmed this document for the account in the register's place (B8)."""
    person = accounts.find_person(number)
    if person is None or person.name.folded != name.folded:
        return None
    return Evidence.objects.filter(
        person_id=person.id,
        account_id=account_id,
        source=COUNTER_SOURCE,
        revocation__isnull=True,
    ).first()
