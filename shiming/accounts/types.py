"""The words of the area: ids, states, policy parameters, and what queries answer."""

import dataclasses
import datetime as dt
import enum
import uuid
from collections.abc import Mapping
from typing import NewType

from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.documents import DocumentNumber, DocumentType
from shiming.kernel.levels import Level
from shiming.kernel.names import PersonName
from shiming.kernel.phones import Mobile

AccountId = NewType("AccountId", uuid.UUID)
AgreementId = NewType("AgreementId", uuid.UUID)
CodeId = NewType("CodeId", uuid.UUID)
PersonId = NewType("PersonId", uuid.UUID)
SessionId = NewType("SessionId", uuid.UUID)  # The public one, OpenID Connect's `sid`.


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


class CodePurpose(enum.StrEnum):
    """What a one-time code is good for; a code for one purpose is worthless for another."""

    REGISTER = "register"
    SIGN_IN = "sign_in"


class CounterScope(enum.StrEnum):
    """What a counter counts."""

    PASSWORD_ACCOUNT = "password.account"  # noqa: S105  the name of a counter
    PASSWORD_ADDRESS = "password.address"  # noqa: S105  the name of a counter
    CODE_GUESS_NUMBER = "code_guess.number"
    CODE_GUESS_ADDRESS = "code_guess.address"
    CODE_SEND_NUMBER = "code_send.number"
    CODE_SEND_ADDRESS = "code_send.address"


class SessionEnd(enum.StrEnum):
    """Why a session ended."""

    SIGNED_OUT = "signed_out"
    REPLACED = "replaced"
    ENDED_REMOTELY = "ended_remotely"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  a reason
    ACCOUNT_STOPPED = "account_stopped"


class RegistrationVariant(enum.StrEnum):
    """How a portal takes new people in (A2)."""

    PLAIN = "plain"
    REAL_NAME_AT_ONCE = "real_name_at_once"


class HumanCheckKind(enum.StrEnum):
    """How a form tells people from robots (A9)."""

    PICTURE = "picture"
    ARITHMETIC = "arithmetic"
    PROOF_OF_WORK = "proof_of_work"


class CheckedForm(enum.StrEnum):
    """A form that a policy may put behind a human check."""

    REGISTER = "register"
    PASSWORD_SIGN_IN = "password_sign_in"  # noqa: S105  the name of a form
    SMS_SIGN_IN = "sms_sign_in"


class AccountEvent(enum.StrEnum):
    """The audit events of the area; those named `abuse` are the abuse log (A10)."""

    REGISTERED = "accounts.account.registered"
    ACTIVATED = "accounts.account.activated"
    EXPIRED = "accounts.account.expired"
    PERSON_ATTACHED = "accounts.person.attached"
    AGREEMENT_PUBLISHED = "accounts.agreement.published"
    AGREEMENT_ACCEPTED = "accounts.agreement.accepted"
    PASSWORD_CHANGED = "accounts.password.changed"  # noqa: S105  an event
    CODE_SENT = "accounts.code.sent"
    SIGNED_IN = "accounts.session.started"
    SESSION_ENDED = "accounts.session.ended"
    PERSON_RENAMED = "accounts.person.renamed"
    FACTS_SHOWN = "accounts.person.shown"
    REAUTHENTICATED = "accounts.session.reauthenticated"
    SIGN_IN_FAILED = "accounts.abuse.sign_in_failed"
    CODE_WRONG = "accounts.abuse.code_wrong"
    LOCKED = "accounts.abuse.locked"
    LIMIT_REACHED = "accounts.abuse.limit_reached"
    DUPLICATE_REGISTRATION = "accounts.abuse.duplicate_registration"


class CharacterClass(enum.StrEnum):
    """A class of characters that a password rule may ask for."""

    CAPITAL = "capital"
    SMALL = "small"
    DIGIT = "digit"
    SPECIAL = "special"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PasswordProfile:
    """The rules for passwords of one portal (A5)."""

    name: str
    min_length: int
    max_length: int
    min_classes: int
    required_classes: frozenset[CharacterClass] = frozenset()


DEFAULT_PROFILE = PasswordProfile(name="default", min_length=8, max_length=64, min_classes=3)
STRICT_SAMR_PROFILE = PasswordProfile(
    name="strict_samr",
    min_length=8,
    max_length=64,
    min_classes=3,
    required_classes=frozenset(set(CharacterClass) - {CharacterClass.SPECIAL}),
)
TAX_PROFILE = PasswordProfile(name="tax", min_length=8, max_length=15, min_classes=3)
PASSWORD_PROFILES: Mapping[str, PasswordProfile] = {
    profile.name: profile for profile in (DEFAULT_PROFILE, STRICT_SAMR_PROFILE, TAX_PROFILE)
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """
    How often something may be tried.

    `window` None means the calendar day in China. A limit with `lock_for` locks for that long
    when it is reached, and twice as long at each repetition, up to `lock_at_most`.
    """

    count: int
    window: dt.timedelta | None = None
    interval: dt.timedelta = dt.timedelta(0)
    lock_for: dt.timedelta | None = None
    lock_at_most: dt.timedelta = dt.timedelta(hours=24)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AccountPolicy:
    """The parameters of the area; `config/wiring.py` puts one into `ports.policy`."""

    password_profile: PasswordProfile = DEFAULT_PROFILE
    registration_variant: RegistrationVariant = RegistrationVariant.PLAIN
    pending_lifetime: dt.timedelta = dt.timedelta(hours=24)

    human_checks: frozenset[HumanCheckKind] = frozenset(HumanCheckKind)
    checked_forms: frozenset[CheckedForm] = frozenset(CheckedForm)
    human_check_lifetime: dt.timedelta = dt.timedelta(minutes=5)
    proof_of_work_cost: int = 5_000

    code_lifetime: dt.timedelta = dt.timedelta(minutes=5)
    code_tries: int = 5

    session_idle: dt.timedelta = dt.timedelta(minutes=15)
    session_idle_staff: dt.timedelta = dt.timedelta(minutes=30)
    session_absolute: dt.timedelta = dt.timedelta(hours=12)
    session_seen_every: dt.timedelta = dt.timedelta(minutes=1)
    reauthentication_lifetime: dt.timedelta = dt.timedelta(minutes=5)
    ended_session_kept: dt.timedelta = dt.timedelta(days=180)

    limits: Mapping[CounterScope, Limit] = dataclasses.field(default_factory=lambda: DEFAULT_LIMITS)


_QUARTER = dt.timedelta(minutes=15)
_HALF_HOUR = dt.timedelta(minutes=30)

DEFAULT_LIMITS: Mapping[CounterScope, Limit] = {
    CounterScope.PASSWORD_ACCOUNT: Limit(count=5, window=_QUARTER, lock_for=_HALF_HOUR),
    CounterScope.PASSWORD_ADDRESS: Limit(count=50, window=_QUARTER, lock_for=_HALF_HOUR),
    CounterScope.CODE_GUESS_NUMBER: Limit(count=10, window=_QUARTER, lock_for=_HALF_HOUR),
    CounterScope.CODE_GUESS_ADDRESS: Limit(count=50, window=_QUARTER, lock_for=_HALF_HOUR),
    CounterScope.CODE_SEND_NUMBER: Limit(count=10, interval=dt.timedelta(seconds=60)),
    CounterScope.CODE_SEND_ADDRESS: Limit(count=50),
}


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
class SessionFacts:
    """A session as its owner sees it in the list."""

    id: SessionId
    level: Level
    methods: tuple[str, ...]
    authenticated_at: dt.datetime
    last_seen_at: dt.datetime
    absolute_until: dt.datetime
    address: str
    device: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AgreementFacts:
    """One version of the service agreement."""

    id: AgreementId
    version: str
    title: str
    text: str
    published_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PendingCode:
    """A one-time code that waits to be entered, as its page may show it."""

    id: CodeId
    mobile: Mobile
    agreement_id: AgreementId | None
    sent_at: dt.datetime
    expires_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Who knocks: the visitor's cookie value and where it comes from; hashed before it is kept."""

    token: str
    address: str
    device: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HumanAnswer:
    """What a form sent for its human check: a challenge with its answer, or a proof of work."""

    challenge: str = ""
    answer: str = ""
    proof: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StartedSession:
    """A session that has just begun: the interface sets the cookie."""

    session_id: SessionId
    account_id: AccountId
    cookie_value: str
    level: Level
    must_accept_agreement: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ResumedSession:
    """A live session that a cookie names; `new_cookie_value` is set when the value changed."""

    actor: Actor
    new_cookie_value: str | None = None
