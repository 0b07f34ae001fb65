"""The blind indexes that the vault makes anew when its index key rotates."""

from shiming.accounts import queries
from shiming.accounts.models import (
    Account,
    Application,
    BankCard,
    Person,
    PersonalNumber,
    RegistrationCode,
    SocialBinding,
)
from shiming.accounts.policies.numbers import index_value
from shiming.accounts.queries.applications import APPLICATION_INDEX
from shiming.accounts.types import NumberKind
from shiming.kernel.emails import EmailAddress
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
    vault.register_index(
        model="accounts.Account",
        column="email_index",
        purpose=queries.EMAIL_INDEX,
        value_of=_email,
    )
    vault.register_index(
        model="accounts.RegistrationCode",
        column="number_index",
        purpose=queries.PERSON_INDEX,
        value_of=_number_key,
    )
    vault.register_index(
        model="accounts.PersonalNumber",
        column="number_index",
        purpose=queries.NUMBER_INDEX,
        value_of=_personal_number,
    )
    vault.register_index(
        model="accounts.SocialBinding",
        column="subject_index",
        purpose=queries.SOCIAL_INDEX,
        value_of=_social_key,
    )
    vault.register_index(
        model="accounts.BankCard",
        column="number_index",
        purpose=queries.CARD_INDEX,
        value_of=_card_number,
    )
    vault.register_index(
        model="accounts.Application",
        column="mobile_index",
        purpose=APPLICATION_INDEX,
        value_of=_mobile_of_application,
    )


def _social_key(row: SocialBinding) -> str:
    return queries.social_key(row.provider, row.subject)


def _number_key(row: Person | RegistrationCode) -> str:
    return parse_document_number(DocumentType(row.document_type), row.number).key


def _mobile(account: Account) -> str | None:
    mobile: str | None = account.mobile
    return mobile


def _email(account: Account) -> str | None:
    return None if account.email is None else EmailAddress.parse(account.email).key


def _personal_number(row: PersonalNumber) -> str:
    return index_value(NumberKind(row.kind), row.number)


def _card_number(card: BankCard) -> str:
    number: str = card.number
    return number


def _mobile_of_application(application: Application) -> str:
    mobile: str = application.mobile
    return mobile
