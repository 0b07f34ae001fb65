"""Reads about natural persons."""

from shiming.accounts import errors
from shiming.accounts.models import (
    Person,
)
from shiming.accounts.types import (
    PersonFacts,
    PersonId,
)
from shiming.kernel.identifiers.documents import (
    DocumentNumber,
    DocumentType,
    parse_document_number,
)
from shiming.kernel.names import PersonName
from shiming.vault import queries as vault

PERSON_INDEX = "accounts.person.number"


def get_person(person_id: PersonId) -> PersonFacts:
    """
    Return a person's document and name.

    :raises errors.PersonNotFound: if there is none
    """
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise errors.PersonNotFound(person_id=person_id)
    return _person_facts(person)


def find_person(number: DocumentNumber) -> PersonFacts | None:
    """Return the person whom this document belongs to, or None."""
    person = Person.objects.filter(
        document_type=number.document_type,
        number_index__in=vault.blind_indexes(purpose=PERSON_INDEX, value=number.key),
    ).first()
    return None if person is None else _person_facts(person)


def _person_facts(person: Person) -> PersonFacts:
    document_type = DocumentType(person.document_type)
    return PersonFacts(
        id=PersonId(person.pk),
        document_type=document_type,
        number=parse_document_number(document_type, person.number),
        name=PersonName.parse(person.name),
    )
