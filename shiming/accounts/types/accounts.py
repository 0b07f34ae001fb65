"""Accounts and persons, as other areas may know them."""

import dataclasses
import datetime as dt
import enum

from shiming.accounts.types.ids import AccountId, AgreementId, PersonId
from shiming.kernel.identifiers.documents import DocumentNumber, DocumentType
from shiming.kernel.names import PersonName
from shiming.kernel.phones import Mobile


class AccountKind(enum.StrEnum):
    """Whose account it is (A1)."""

    NATURAL_PERSON = "natural_person"
    UNIT = "unit"
    AGENCY = "agency"
    STAFF = "staff"
    API = "api"


class AccountState(enum.StrEnum):
    """Where an account stands; that guessing locked it is a counter's matter, not a state."""

    PENDING = "pending"
    ACTIVE = "active"
    FROZEN = "frozen"
    CLOSED = "closed"


class RegistrationVariant(enum.StrEnum):
    """How a portal takes new people in (A2)."""

    PLAIN = "plain"
    REAL_NAME_AT_ONCE = "real_name_at_once"
    CARD_FILED_FIRST = "card_filed_first"


class FilingKind(enum.StrEnum):
    """How somebody came to be on file before they had an account."""

    CARD_READ = "card_read"
    BY_ENTERPRISE = "by_enterprise"
    """The maintenance of an enterprise's practitioners: it counts as registration (S27-2)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """That the holder of a document is on file (S27-1)."""

    kind: FilingKind
    name: PersonName
    mobile: Mobile | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AccountFacts:
    """What other areas may know of an account."""

    id: AccountId
    kind: AccountKind
    state: AccountState
    user_name: str | None
    mobile: Mobile | None
    email: str | None
    person_id: PersonId | None
    main_account_id: AccountId | None
    created_at: dt.datetime
    password_changed_at: dt.datetime | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """A natural person: document and name, as value objects that mask themselves."""

    id: PersonId
    document_type: DocumentType
    number: DocumentNumber
    name: PersonName


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class IdentityDocument:
    """What the document that an account was proofed with says besides name and number."""

    ethnicity: str = dataclasses.field(default="", repr=False)
    issuer: str = dataclasses.field(default="", repr=False)
    address: str = dataclasses.field(default="", repr=False)
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    is_long_term: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AgreementFacts:
    """One version of the service agreement."""

    id: AgreementId
    version: str
    title: str
    text: str
    published_at: dt.datetime
