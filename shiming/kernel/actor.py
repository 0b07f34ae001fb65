"""Who acts: the value that every use case receives in place of a request."""

import dataclasses
import datetime as dt
import enum
import uuid
from collections.abc import Mapping

from shiming.kernel.levels import Level


class ActingKind(enum.StrEnum):
    """In which capacity somebody acts (当前身份)."""

    SELF = "self"
    OFFICE = "office"
    AGENCY = "agency"
    POST = "post"
    UNIT = "unit"
    """A unit that came by its password alone: no person acts for it (S35-8)."""
    SYSTEM = "system"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ActingIdentity:
    """The capacity in which a session acts, and what it may do in it."""

    kind: ActingKind = ActingKind.SELF
    organisation_id: uuid.UUID | None = None
    legal_person_id: uuid.UUID | None = None
    permissions: frozenset[str] = frozenset()
    valid_until: dt.datetime | None = None
    """When it ends by itself: an office with a term, a client's agreement for a working day."""

    def is_over(self, now: dt.datetime) -> bool:
        """Tell whether it has ended by itself; whoever had it acts for themselves again."""
        return self.valid_until is not None and self.valid_until <= now


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """
    Who acts, as whom, how surely known, from where, and to what purpose.

    `factors` says when each authentication method (RFC 8176 name) was last proven.
    `purpose` and `case_number` are set where a register or an unmasking needs them (J3).
    """

    account_id: uuid.UUID | None
    person_id: uuid.UUID | None = None
    session_id: uuid.UUID | None = None
    identity: ActingIdentity = ActingIdentity()
    level: Level = Level.ANONYMOUS
    methods: tuple[str, ...] = ()
    factors: Mapping[str, dt.datetime] = dataclasses.field(default_factory=dict)
    address: str = ""
    device: str = ""
    purpose: str = ""
    case_number: str = ""

    @property
    def is_signed_in(self) -> bool:
        """Tell whether an account acts."""
        return self.account_id is not None

    def may(self, permission: str) -> bool:
        """Tell whether the acting identity carries `permission`."""
        return permission in self.identity.permissions


def system_actor(*, device: str) -> Actor:
    """Return the actor for work that the platform does by itself; `device` names the part of it."""
    return Actor(account_id=None, identity=ActingIdentity(kind=ActingKind.SYSTEM), device=device)


def visitor(*, address: str = "", device: str = "") -> Actor:
    """Return the actor for somebody who has not signed in."""
    return Actor(account_id=None, address=address, device=device)
