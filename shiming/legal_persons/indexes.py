"""The blind indexes that the vault makes anew when its index key rotates."""

from shiming.kernel.identifiers.documents import DocumentType, parse_document_number
from shiming.legal_persons import queries
from shiming.legal_persons.models import FormerNumber, LegalPerson, Office
from shiming.legal_persons.policies.numbers import former_key
from shiming.legal_persons.types import FormerNumberKind
from shiming.vault import operations as vault


def register() -> None:
    """Tell the vault what each indexed column is made of."""
    vault.register_index(
        model="legal_persons.LegalPerson",
        column="taxpayer_index",
        purpose=queries.TAXPAYER_INDEX,
        value_of=_taxpayer_number,
    )
    vault.register_index(
        model="legal_persons.LegalPerson",
        column="representative_index",
        purpose=queries.HOLDER_INDEX,
        value_of=_representative,
    )
    vault.register_index(
        model="legal_persons.FormerNumber",
        column="number_index",
        purpose=queries.FORMER_INDEX,
        value_of=_former_number,
    )
    vault.register_index(
        model="legal_persons.Office",
        column="holder_index",
        purpose=queries.HOLDER_INDEX,
        value_of=_holder,
    )


def _taxpayer_number(unit: LegalPerson) -> str | None:
    number: str | None = unit.taxpayer_number
    return number


def _representative(unit: LegalPerson) -> str | None:
    if unit.representative_number is None:
        return None
    document = DocumentType(unit.representative_document)
    return parse_document_number(document, unit.representative_number).key


def _former_number(row: FormerNumber) -> str:
    return former_key(FormerNumberKind(row.kind), row.number)


def _holder(office: Office) -> str:
    return parse_document_number(DocumentType(office.holder_document), office.holder_number).key
