"""What the register of legal persons (法人库) may be asked, and what it answers."""

import dataclasses
import enum

from shiming.kernel.identifiers.identifier import Identifier
from shiming.kernel.identifiers.legal_person_codes import CreditCode
from shiming.kernel.names import CompanyName, PersonName
from shiming.registers.types.lookups import LookupId, Purpose, RegisterAnswer


class RegisteredState(enum.StrEnum):
    """How a legal person stands in the register; only `EXISTING` is normal (S34-7)."""

    EXISTING = "existing"
    ABNORMAL = "abnormal"
    REVOKED = "revoked"
    CANCELLED = "cancelled"


class LegalPersonPart(enum.StrEnum):
    """What of a statement does not agree with the register, so that it can be said (S32-1)."""

    NAME = "name"
    REGISTRATION_NUMBER = "registration_number"
    ORGANISATION_CODE = "organisation_code"
    REPRESENTATIVE = "representative"
    """Name, identity number or ethnicity of the legal representative."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LegalPersonQuery:
    """
    What somebody stated of a unit (S33-23); `repr` shows the masked people only.

    Business, quality and public-security data stand behind it. What is empty was not stated, and is
    not compared: units that never had a registration number, foreigners without ethnicity.
    """

    code: CreditCode
    name: CompanyName
    representative_name: PersonName
    representative_number: Identifier
    registration_number: str = ""
    organisation_code: str = ""
    representative_ethnicity: str = dataclasses.field(default="", repr=False)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LegalPersonRequest:
    """What goes to the register: the query and on whose behalf it is asked (J3)."""

    lookup_id: LookupId
    query: LegalPersonQuery
    purpose: Purpose
    case_number: str
    official: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LegalPersonAnswer(RegisterAnswer):
    """
    The outcome of the comparison, and how the unit stands.

    `state` is known where the code is on record; `mismatched` says what does not agree, and is
    empty unless the outcome is a mismatch.
    """

    state: RegisteredState | None = None
    mismatched: tuple[LegalPersonPart, ...] = ()
