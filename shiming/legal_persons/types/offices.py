"""Offices: in which relation people stand to legal persons."""

import dataclasses
import datetime as dt
import enum
import uuid
from typing import NewType

from shiming.accounts.types import PersonId
from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.kernel.names import PersonName
from shiming.kernel.phones import Mobile
from shiming.legal_persons.types.legal_persons import LegalPersonId, LegalPersonState

OfficeId = NewType("OfficeId", uuid.UUID)


class OfficeKind(enum.StrEnum):
    """What somebody is for a legal person (D3)."""

    LEGAL_REPRESENTATIVE = "legal_representative"
    FINANCE_OFFICER = "finance_officer"
    TAX_OFFICER = "tax_officer"
    INVOICE_HANDLER = "invoice_handler"
    TAX_AGENT = "tax_agent"
    AGENCY_EMPLOYEE = "agency_employee"
    HANDLER = "handler"
    """Who registered the unit for its representative (经办人)."""


class OfficeState(enum.StrEnum):
    """Where the relation stands (D4, appendix B)."""

    REQUESTED = "requested"
    """By the person: the unit's officers decide."""
    AWAITING_CONFIRMATION = "awaiting_confirmation"
    """Invited by the unit, or named by a source: the person confirms."""
    AGREED = "agreed"
    """Both sides agree, but the person is not proofed yet."""
    REFUSED = "refused"
    ACTIVE = "active"
    ENDED = "ended"


OPEN_STATES = (
    OfficeState.REQUESTED,
    OfficeState.AWAITING_CONFIRMATION,
    OfficeState.AGREED,
    OfficeState.ACTIVE,
)
"""One person holds one kind of office at a unit once."""


class OfficeSource(enum.StrEnum):
    """Who says so; only the core ends what comes from it (S32-10)."""

    CORE = "core"
    REGISTER = "register"
    INVITATION = "invitation"
    REQUEST = "request"
    COUNTER = "counter"


class OfficeEnd(enum.StrEnum):
    """Why an office ended (S31-10)."""

    LEFT = "left"
    OTHER_TASK = "other_task"
    NOT_MINE = "not_mine"
    NO_LONGER_TRUSTED = "no_longer_trusted"
    REPLACED = "replaced"
    UNIT_CANCELLED = "unit_cancelled"
    CORE = "core"
    EXPIRED = "expired"
    """By itself, at the end of its term."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OfficeFacts:
    """One relation of a person and a unit; its `repr` masks the person."""

    id: OfficeId
    legal_person_id: LegalPersonId
    unit_name: str
    kind: OfficeKind
    state: OfficeState
    source: OfficeSource
    holder_name: PersonName
    holder_number: DocumentNumber
    mobile: Mobile | None
    """The contact for this relation, where it is not the person's own (Q51)."""
    person_id: PersonId | None
    """None until the holder is known here as a person."""
    position: str = dataclasses.field(repr=False)
    """What the unit calls the holder's work (职务); empty if it did not say."""
    accepts_risk_alerts: bool
    unit_state: LegalPersonState
    valid_from: dt.datetime
    valid_until: dt.datetime | None
    decided_at: dt.datetime | None
    """When the other side agreed or refused."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OfficerInvitation:
    """What those who head a unit state of somebody whom they add (S31-9)."""

    name: PersonName
    number: DocumentNumber
    mobile: Mobile
    kind: OfficeKind
    position: str = dataclasses.field(repr=False)
    accepts_risk_alerts: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """An active office, as far as acting in it needs."""

    office_id: OfficeId
    legal_person_id: LegalPersonId
    unit_name: str
    kind: OfficeKind
    valid_until: dt.datetime | None
