"""Legal persons, as other areas may know them."""

import dataclasses
import datetime as dt
import decimal
import enum
import uuid
from typing import NewType

from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.kernel.levels import Level
from shiming.kernel.names import PersonName

LegalPersonId = NewType("LegalPersonId", uuid.UUID)


class LegalPersonKind(enum.StrEnum):
    """What sort of body it is."""

    ENTERPRISE = "enterprise"
    INDIVIDUAL_TRADER = "individual_trader"
    PUBLIC_INSTITUTION = "public_institution"
    ASSOCIATION = "association"
    SCHOOL = "school"
    GOVERNMENT = "government"
    AGENCY = "agency"
    OTHER = "other"


class LegalPersonState(enum.StrEnum):
    """How it stands in the register (登记状态); only `EXISTING` is normal (S34-7)."""

    EXISTING = "existing"
    ABNORMAL = "abnormal"
    REVOKED = "revoked"
    CANCELLED = "cancelled"


class RecordSource(enum.StrEnum):
    """From where the record came, and so how much it is worth before any evidence."""

    DECLARED = "declared"
    """By whoever registered it."""
    REGISTER = "register"
    CORE = "core"
    """From the tax core: only the core changes it (S32-10)."""
    COUNTER = "counter"


class FormerNumberKind(enum.StrEnum):
    """The five numbers that the credit code replaces (S33-24)."""

    REGISTRATION = "registration"
    ORGANISATION = "organisation"
    TAXPAYER = "taxpayer"
    SOCIAL_INSURANCE = "social_insurance"
    STATISTICS = "statistics"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Capital:
    """Registered capital: the number as on the licence, its unit and currency apart (S34-8)."""

    amount: decimal.Decimal
    unit: str = "万"
    currency: str = "CNY"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LegalPersonFacts:
    """A legal person; what speaks of people masks itself in `repr`."""

    id: LegalPersonId
    credit_code: str
    taxpayer_number: str = dataclasses.field(repr=False)
    """A field of its own: it may differ from the credit code (S32-12); empty if not known."""
    name: str
    kind: LegalPersonKind
    state: LegalPersonState
    region: str
    is_insurance_only: bool
    source: RecordSource
    representative_name: PersonName | None
    representative_number: DocumentNumber | None
    account_id: uuid.UUID | None
    """The unit's own account, with which it signs in (A8); None until it has one."""
    synchronised_at: dt.datetime | None
    """When the tax core was last read for it; None: never."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class UnitAssurance:
    """The level of a legal person, and until when it holds if nothing happens."""

    level: Level
    until: dt.datetime | None
