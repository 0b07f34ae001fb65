"""Registrations: how a unit comes here by itself (A3)."""

import dataclasses
import datetime as dt
import enum
import uuid
from typing import NewType

from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.kernel.identifiers.legal_person_codes import CreditCode, RegistrationNumber
from shiming.kernel.names import CompanyName, PersonName
from shiming.kernel.phones import Mobile
from shiming.legal_persons.types.legal_persons import LegalPersonKind

RegistrationId = NewType("RegistrationId", uuid.UUID)


class RegistrationWay(enum.StrEnum):
    """Who says in the end that the unit exists."""

    REGISTER = "register"
    APPROVAL = "approval"
    """An officer: for units that are in no register that we can ask, and not insured (S15-9)."""


class ApplicantRole(enum.StrEnum):
    """As what the person registers the unit."""

    REPRESENTATIVE = "representative"
    HANDLER = "handler"


class RegistrationState(enum.StrEnum):
    """Where a registration stands."""

    CHECKING = "checking"
    """The register is asked, again and again while it is unavailable."""
    AWAITING_APPROVAL = "awaiting_approval"
    AWAITING_REPRESENTATIVE = "awaiting_representative"
    """The unit is on record; its representative has yet to confirm (S33-23)."""
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


OPEN_REGISTRATIONS = (
    RegistrationState.CHECKING,
    RegistrationState.AWAITING_APPROVAL,
    RegistrationState.AWAITING_REPRESENTATIVE,
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class UnitStatement:
    """What somebody states of a unit when they register it; all of it is mandatory (S09-3)."""

    credit_code: CreditCode
    name: CompanyName
    kind: LegalPersonKind
    representative_name: PersonName
    representative_number: DocumentNumber
    mobile: Mobile
    address: str = dataclasses.field(repr=False)
    email: str = dataclasses.field(repr=False)
    registration_number: RegistrationNumber | None = None
    """From before the credit code; None for units that never had one."""
    representative_ethnicity: str = dataclasses.field(default="", repr=False)
    """As on the identity card (汉); empty for documents on which none stands."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationFacts:
    """One registration, as its applicant and the officer see it."""

    id: RegistrationId
    way: RegistrationWay
    role: ApplicantRole
    state: RegistrationState
    statement: UnitStatement
    account_id: uuid.UUID
    person_id: uuid.UUID
    legal_person_id: uuid.UUID | None
    has_paper: bool
    register_outcome: str
    has_waited: bool
    refusal_code: str
    reason: str = dataclasses.field(repr=False)
    """What an officer wrote to the applicant."""
    submitted_at: dt.datetime
    decided_at: dt.datetime | None
