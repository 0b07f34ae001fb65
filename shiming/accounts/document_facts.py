"""What people type of their document at sign-in: kept with a code, and compared with a person."""

from collections.abc import Mapping

from shiming.accounts import queries
from shiming.accounts.types import PersonFacts
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.documents import (
    DocumentNumber,
    DocumentType,
    parse_document_number,
)
from shiming.kernel.names import PersonName


def facts_of_document(
    *, document_type: DocumentType, number: str, name: str = ""
) -> Mapping[str, str]:
    """Return what is kept with the code until the mobile is proven."""
    return {"document_type": document_type.value, "number": number, "name": name}


def number_in(facts: Mapping[str, str]) -> DocumentNumber | None:
    """Return the number that was typed, or None if there is no such number."""
    try:
        return parse_document_number(DocumentType(facts["document_type"]), facts["number"])
    except (DomainError, KeyError, ValueError):
        return None


def find_person(facts: Mapping[str, str]) -> PersonFacts | None:
    """Return the person whose document and name were typed, or None: all of it must be right."""
    number = number_in(facts)
    person = None if number is None else queries.find_person(number)
    return person if person is not None and is_called(person, facts["name"]) else None


def is_called(person: PersonFacts, typed: str) -> bool:
    """Tell whether what was typed is the person's name, however it is spelt."""
    try:
        return PersonName.parse(typed).folded == person.name.folded
    except DomainError:
        return False
