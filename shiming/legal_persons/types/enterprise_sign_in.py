"""Words of signing in for a unit, in several steps (A8)."""

import dataclasses
import datetime as dt
import enum
import uuid
from typing import NewType

from shiming.accounts.types import AccountId
from shiming.kernel.phones import Mobile
from shiming.legal_persons.types.legal_persons import LegalPersonId
from shiming.legal_persons.types.offices import OfficeId, OfficeKind

UnitSignInId = NewType("UnitSignInId", uuid.UUID)


class EntryWay(enum.StrEnum):
    """Which of the three ways a unit's sign-in goes."""

    QUICK = "quick"
    """快捷登录: open to units whose officers are known already (S35-1)."""
    ORDINARY = "ordinary"
    """普通登录 (S35-2)."""
    AGENCY = "agency"
    """代理机构登录 (S35-12)."""


class EntryStep(enum.StrEnum):
    """The steps, each with a secret of its own."""

    UNIT = "unit"
    OFFICER = "officer"
    PROOF = "proof"
    CLIENT = "client"


class EntryFact(enum.StrEnum):
    """What the steps gather, and what going back to one drops."""

    OFFICER = "officer"
    PROOF = "proof"


class NotSelectable(enum.StrEnum):
    """Why somebody on the list cannot be chosen."""

    NOT_CAPTURED = "not_captured"
    NO_ACCOUNT = "no_account"
    NO_SECRET = "no_secret"  # noqa: S105  a reason
    """Neither mobile nor password: there is nothing to prove them by."""
    NO_MOBILE = "no_mobile"
    """The quick way goes by SMS alone."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class UnitSignInFacts:
    """A sign-in for a unit that has come as far as it has."""

    id: UnitSignInId
    way: EntryWay
    legal_person_id: LegalPersonId
    unit_name: str
    office_id: OfficeId | None
    account_id: AccountId | None
    is_proven: bool
    expires_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DirectTarget:
    """A client that units may enter by their password alone, and where they do (S35-8)."""

    client_id: str
    address: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OfficerChoice:
    """One line of the list of officers; the name is masked, for nobody has said who they are."""

    office_id: OfficeId
    kind: OfficeKind
    masked_name: str
    account_id: AccountId | None
    mobile: Mobile | None = dataclasses.field(repr=False)
    has_password: bool
    refusal: NotSelectable | None
