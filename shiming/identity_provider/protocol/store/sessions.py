"""Operations on the sessions of people."""

import dataclasses
import datetime as dt
import uuid

from shiming.identity_provider.protocol.store.operation import Operation
from shiming.kernel.actor import ActingIdentity, Actor
from shiming.kernel.levels import Level


def level_at(now: dt.datetime, *, level: Level, until: dt.datetime | None) -> Level:
    """Return a level at an instant: past its term only the sign-in itself is left (C3)."""
    return min(level, Level.REGISTERED) if until is not None and until <= now else level


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecord:
    """A live session of an active account."""

    sid: uuid.UUID
    account_id: uuid.UUID
    person_id: uuid.UUID | None
    level: Level
    level_until: dt.datetime | None
    methods: tuple[str, ...]
    identity: ActingIdentity
    authenticated_at: dt.datetime
    is_unit: bool = False
    """Whether a legal person comes, or somebody for one: the level is the legal person's then."""
    is_own_account_of_unit: bool = False
    """Whether the account itself is a legal person's: nobody who is proofed signed in."""
    account_kind: str = ""
    """Whose account it is: somebody's own, a member of staff's, a unit's."""

    def level_at(self, now: dt.datetime) -> Level:
        """Return the level at an instant."""
        return level_at(now, level=self.level, until=self.level_until)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FindSession(Operation[SessionRecord | None]):
    """Find the session that this cookie opens, if it is live and its account in use."""

    cookie: str = dataclasses.field(repr=False)
    now: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class WeighInTransaction(Operation[SessionRecord]):
    """Find the level of a session inside one transaction: a fresh face check counts there (Q20)."""

    session: SessionRecord
    transaction: str
    now: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EndedSession:
    """What is still to be done for a session that ended."""

    sign_out_id: uuid.UUID
    needs_browser: bool
    """Some client can only be told by the person's browser (Front-Channel Logout 1.0)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EndSession(Operation[EndedSession | None]):
    """
    End the session of the actor, if it is live; None if no client has to be told.

    The accounts area does it and writes its own audit record in the same transaction.
    """

    now: dt.datetime
    actor: Actor
