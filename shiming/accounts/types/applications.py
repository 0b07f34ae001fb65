"""Accounts that exist only after a human decision (A4): who applies, and how far it is."""

import dataclasses
import datetime as dt
import enum
import uuid
from collections.abc import Mapping
from typing import NewType

from shiming.accounts.types.accounts import AccountKind
from shiming.accounts.types.ids import AccountId
from shiming.accounts.types.numbers import NumberKind
from shiming.kernel.declared_forms import DeclaredForm
from shiming.kernel.phones import Mobile

ApplicationId = NewType("ApplicationId", uuid.UUID)
ApplicationFormId = NewType("ApplicationFormId", uuid.UUID)
ScanId = NewType("ScanId", uuid.UUID)
ConnectionId = NewType("ConnectionId", uuid.UUID)


class ApplicationState(enum.StrEnum):
    """Where an application stands (S01-14)."""

    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    APPROVED = "approved"
    REJECTED = "rejected"
    RETURNED = "returned"


class FormState(enum.StrEnum):
    """Whether a version of a form may be used: two officers have to agree on it."""

    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    REFUSED = "refused"


class ConnectionState(enum.StrEnum):
    """Where the connection of a supplier of equipment stands (S01-14)."""

    NONE = "none"
    TEST_ACCOUNT = "test_account"
    DEBUGGING = "debugging"
    PASSED = "passed"
    PRODUCTION_KEY = "production_key"
    SUSPENDED = "suspended"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LoginName:
    """Which answer becomes the name that the new account signs in with."""

    field: str
    number_kind: NumberKind | None
    """The number is one of these and goes with the password; else it is the user name."""
    prefix: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationKind:
    """One kind of application, as its form's version says."""

    code: str
    version: int
    form: DeclaredForm
    names: str
    """The field that names the application, by which its applicant finds it again."""
    opens: AccountKind | None
    """The account that an approval opens; None where only a hook acts."""
    login: LoginName | None
    connects: bool
    """An approval begins the connection of a supplier."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MobileProof:
    """That this visitor has lately proven a mobile; they need no account for it."""

    id: uuid.UUID
    mobile: Mobile
    expires_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationStep:
    """One line of an application's record; `note` is the reviewer's feedback (S01-8)."""

    at: dt.datetime
    state: ApplicationState
    note: str = dataclasses.field(default="", repr=False)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationScan:
    """One page that was handed in."""

    id: ScanId
    field: str
    place: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationFacts:
    """One application. Its personal parts are the applicant's, or a reviewer's who took it up."""

    id: ApplicationId
    number: str
    kind: ApplicationKind
    state: ApplicationState
    name: str = dataclasses.field(repr=False)
    submitted_at: dt.datetime
    changed_at: dt.datetime
    reviewer_id: AccountId | None
    account_id: AccountId | None
    mobile: Mobile
    answers: Mapping[str, str] = dataclasses.field(repr=False)
    offered: Mapping[str, str] = dataclasses.field(repr=False)
    """What the answers to `offered` fields are called."""
    scans: tuple[ApplicationScan, ...] = ()
    steps: tuple[ApplicationStep, ...] = ()
    awaits_activation: bool = False
    """Its account was opened, and its owner has not chosen a password yet."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class QueuedApplication:
    """One line of the officers' queue: nothing personal before somebody takes it up."""

    id: ApplicationId
    number: str
    title: str
    state: ApplicationState
    submitted_at: dt.datetime
    reviewer_id: AccountId | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ApprovedApplication:
    """What a hook is told when an application of its kind was approved."""

    id: ApplicationId
    number: str
    kind: str
    mobile: Mobile
    answers: Mapping[str, str] = dataclasses.field(repr=False)
    account_id: AccountId | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FormVersion:
    """One version of a kind's form."""

    id: ApplicationFormId
    kind: str
    version: int
    state: FormState
    declaration: str
    proposed_by: AccountId | None
    proposed_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionFacts:
    """The connection of a supplier; its name is the approved application's."""

    id: ConnectionId
    application_id: ApplicationId
    number: str
    state: ConnectionState
    changed_at: dt.datetime


class ApplicationEvent(enum.StrEnum):
    """The audit events of applications."""

    MOBILE_PROVEN = "accounts.application.mobile_proven"
    SUBMITTED = "accounts.application.submitted"
    CORRECTED = "accounts.application.corrected"
    TAKEN_UP = "accounts.application.taken_up"
    HANDED_BACK = "accounts.application.handed_back"
    APPROVED = "accounts.application.approved"
    REJECTED = "accounts.application.rejected"
    RETURNED = "accounts.application.returned"
    SCAN_SHOWN = "accounts.application.scan_shown"
    ACTIVATION_RENEWED = "accounts.application.activation_renewed"
    FORM_PROPOSED = "accounts.application_form.proposed"
    FORM_PUBLISHED = "accounts.application_form.published"
    FORM_REFUSED = "accounts.application_form.refused"
    CONNECTION_MOVED = "accounts.connection.moved"


class ApplicationPermission(enum.StrEnum):
    """What officers may do with applications."""

    REVIEW = "accounts:application:review"
    EDIT_FORM = "accounts:application_form:edit"
    PUBLISH_FORM = "accounts:application_form:publish"
    MOVE_CONNECTION = "accounts:connection:move"
