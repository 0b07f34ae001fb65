"""Sessions and visits."""

import dataclasses
import datetime as dt
import enum

from shiming.accounts.types.ids import AccountId, PendingSignInId, SessionId
from shiming.kernel.actor import Actor
from shiming.kernel.levels import Level


class SessionEnd(enum.StrEnum):
    """Why a session ended."""

    SIGNED_OUT = "signed_out"
    REPLACED = "replaced"
    TOO_MANY = "too_many"
    ENDED_REMOTELY = "ended_remotely"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  a reason
    ACCOUNT_STOPPED = "account_stopped"


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
class Visit:
    """Who knocks: the visitor's cookie value and where it comes from; hashed before it is kept."""

    token: str
    address: str
    device: str
    host: str = ""
    """The host name that was asked for; it names the portal."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StartedSession:
    """A session that has just begun: the interface sets the cookie."""

    session_id: SessionId
    account_id: AccountId
    cookie_value: str
    level: Level
    must_accept_agreement: bool
    must_enrol: bool = False
    """Whether nothing is open but enrolling the second factor that its kind of account needs."""
    permissions: frozenset[str] = frozenset()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorPending:
    """
    A first factor was right, and a second one is needed: nobody is signed in yet.

    The visitor's cookie finds it again; there is no secret to carry.
    """

    id: PendingSignInId
    account_id: AccountId
    methods: tuple[str, ...]
    expires_at: dt.datetime


SignInOutcome = StartedSession | SecondFactorPending


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ResumedSession:
    """A live session that a cookie names; `new_cookie_value` is set when the value changed."""

    actor: Actor
    must_enrol: bool = False
    must_complete: bool = False
    """Whether contacts are missing that the portal demands before anything else (S14-4)."""
    new_cookie_value: str | None = None
