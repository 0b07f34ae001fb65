"""Ways back into an account, and the codes that open it."""

import dataclasses
import datetime as dt
import enum
import uuid
from typing import NewType

from shiming.accounts.types.accounts import AccountFacts
from shiming.accounts.types.ids import AccountId
from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.kernel.names import PersonName

ActivationId = NewType("ActivationId", uuid.UUID)


class ActivationPurpose(enum.StrEnum):
    """What an activation code was given out for; it always ends in a self-chosen password."""

    FIRST_SIGN_IN = "first_sign_in"
    RECOVERY = "recovery"
    FACE_RECOVERY = "face_recovery"
    RESET_BY_SUPERIOR = "reset_by_superior"
    RESET_AT_COUNTER = "reset_at_counter"


class ResetReason(enum.StrEnum):
    """Why somebody comes to the counter (S21-3)."""

    FORGOTTEN = "forgotten"
    LOCKED = "locked"
    LOST_CONTACT = "lost_contact"
    STOLEN = "stolen"
    FIRST_PASSWORD = "first_password"  # noqa: S105  a reason


class BodyRole(enum.StrEnum):
    """As what somebody stands in the body that answers for an account."""

    LEGAL_REPRESENTATIVE = "legal_representative"
    FINANCE_OFFICER = "finance_officer"
    OFFICER = "officer"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    NONE = "none"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How two people stand to each other, as whoever knows the bodies says (S35-6, S12-3)."""

    actor_role: BodyRole = BodyRole.NONE
    owner_role: BodyRole = BodyRole.NONE
    is_same_body: bool = False
    is_higher_body: bool = False
    """The actor's body is above the owner's, as an education bureau is above a school."""
    is_self: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Subordinate:
    """Somebody whose password the actor may have to reset."""

    account: AccountFacts
    label: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class GivenDocument:
    """What somebody says of their own document, to be compared with what is known."""

    number: DocumentNumber
    name: PersonName


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class IssuedActivation:
    """A fresh activation code; it is readable in this value alone, and shown once."""

    account_id: AccountId
    code: str
    expires_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PendingActivation:
    """An activation code that waits to be used, as its page may show it."""

    id: ActivationId
    purpose: ActivationPurpose
    accounts: tuple[AccountFacts, ...]
    """
    Of which its owner chooses one: the account that it is for and those linked to it, or those
    that the owner of a face was proofed in.
    """
    demands_document: bool
    expires_at: dt.datetime
