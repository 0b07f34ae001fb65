"""What a person keeps here of their own: bank cards and personal certificates (A14)."""

import dataclasses
import datetime as dt
import enum
import uuid
from typing import NewType

BankCardId = NewType("BankCardId", uuid.UUID)
PersonalCertificateId = NewType("PersonalCertificateId", uuid.UUID)
WalletFileId = NewType("WalletFileId", uuid.UUID)

MOST_PICTURES = 5


class OwnershipOutcome(enum.StrEnum):
    """What a bank or a certificate office says; `unavailable` never counts against anybody."""

    MATCH = "match"
    MISMATCH = "mismatch"
    UNAVAILABLE = "unavailable"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class BankCardAnswer:
    """Whether name, document, card and mobile belong together at the bank."""

    outcome: OwnershipOutcome
    bank: str = ""
    """The bank's name, if it said it."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CertificateNumberAnswer:
    """The number under which a person's certificate is filed, if there is one."""

    outcome: OwnershipOutcome
    number: str = dataclasses.field(default="", repr=False)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class BankCardFacts:
    """A bound card as its owner sees it in the list."""

    id: BankCardId
    masked: str
    bank: str
    mobile_masked: str
    is_default: bool
    bound_at: dt.datetime


class PersonalCertificateKind(enum.StrEnum):
    """A certificate that a person files of themselves (S32-6, S06-4)."""

    DISABILITY = "disability"
    MARTYR_FAMILY = "martyr_family"
    PRACTICE = "practice"
    VOCATIONAL = "vocational"
    PROFESSIONAL_TITLE = "professional_title"
    SPECIAL_OPERATION = "special_operation"
    OTHER = "other"


CERTIFICATE_NAMES = {
    PersonalCertificateKind.DISABILITY: "残疾人证",
    PersonalCertificateKind.MARTYR_FAMILY: "烈属证",
    PersonalCertificateKind.PRACTICE: "执业资格证",
    PersonalCertificateKind.VOCATIONAL: "职业技能等级证",
    PersonalCertificateKind.PROFESSIONAL_TITLE: "职称证",
    PersonalCertificateKind.SPECIAL_OPERATION: "特种作业操作证",
    PersonalCertificateKind.OTHER: "其他证件",
}

# A person has one of each at most: filed again, it takes the place of the earlier one.
KINDS_FILED_ONCE = frozenset(
    {PersonalCertificateKind.DISABILITY, PersonalCertificateKind.MARTYR_FAMILY}
)
MOST_CERTIFICATES = 50


class CertificateStanding(enum.StrEnum):
    """How long a certificate is still good."""

    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CertificateEntries:
    """What its owner says of a certificate beside its number; all of it as on the paper."""

    name: str = ""
    level: str = ""
    speciality: str = ""
    issuing_body: str = ""
    issued_on: dt.date | None = None
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    """The last day on which it is good."""
    annual_check_on: dt.date | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PersonalCertificateFacts:
    """A filed certificate as its owner sees it."""

    id: PersonalCertificateId
    kind: PersonalCertificateKind
    number_masked: str
    entries: CertificateEntries
    standing: CertificateStanding
    pictures: tuple[WalletFileId, ...]
    kept_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFilter:
    """What the list is narrowed to; words are looked for in kind, name, number and issuer."""

    words: str = ""
    standing: CertificateStanding | None = None


class WalletEvent(enum.StrEnum):
    """The audit events of the wallet; those named `abuse` are the abuse log (A10)."""

    CARD_BOUND = "accounts.bank_card.bound"
    CARD_UNBOUND = "accounts.bank_card.unbound"
    CARD_DEFAULT = "accounts.bank_card.made_default"
    CARD_REFUSED = "accounts.abuse.bank_card_refused"
    CERTIFICATE_KEPT = "accounts.personal_certificate.kept"
    CERTIFICATE_CHANGED = "accounts.personal_certificate.changed"
    CERTIFICATE_REMOVED = "accounts.personal_certificate.removed"
    NUMBER_LOOKED_UP = "accounts.personal_certificate.number_looked_up"
    PICTURE_SHOWN = "accounts.personal_certificate.picture_shown"
