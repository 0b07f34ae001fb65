"""The blind indexes that the vault makes anew when its index key rotates."""

from shiming.accounts import queries
from shiming.accounts.models import Account, Person
from shiming.kernel.identifiers.documents import DocumentType, parse_document_number
from shiming.vault import operations as vault


def register() -> None:
    """Tell the vault what each indexed column is made of."""
    vault.register_index(
        model="accounts.Person",
        column="number_index",
        purpose=queries.PERSON_INDEX,
        value_of=_number_key,
    )
    vault.register_index(
        model="accounts.Account",
        column="mobile_index",
        purpose=queries.MOBILE_INDEX,
        value_of=_mobile,
    )


def _number_key(person: Person) -> str:
    return parse_document_number(DocumentType(person.document_type), person.number).key


def _mobile(account: Account) -> str | None:
    mobile: str | None = account.mobile
    return mobile
