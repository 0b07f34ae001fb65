"""Ports: levels, permissions and superiors."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Protocol

from shiming.accounts.types import (
    AccountId,
    PersonId,
    PersonnelRecord,
    Standing,
    Subordinate,
)
from shiming.kernel.actor import Actor
from shiming.kernel.levels import Level
from shiming.kernel.slots import Slot


class LevelSource(Protocol):
    """Whoever computes levels from evidence (`proofing`)."""

    def level_of(
        self, person_id: PersonId, account_id: AccountId, now: dt.datetime
    ) -> tuple[Level, dt.datetime | None]:
        """
        Return the level of this account of the person, and until when it surely holds.

        Another account's proof lifts it only if the two are linked: who can open one account has
        not shown to be the person of the other.
        """
        ...


class PermissionSource(Protocol):
    """Whoever knows which functions an account may use for itself (`directory`)."""

    def permissions_of(self, account_id: AccountId, now: dt.datetime) -> frozenset[str]:
        """Return the permissions that the account carries at `now`."""
        ...


class Superiors(Protocol):
    """Whoever knows which bodies people belong to (`directory`, `legal_persons`)."""

    def standing_towards(
        self, *, actor: Actor, account_id: AccountId, now: dt.datetime
    ) -> Standing:
        """Return how the actor, in their present identity, stands to an account's owner."""
        ...

    def list_subordinates(self, *, actor: Actor, now: dt.datetime) -> Sequence[Subordinate]:
        """Return whose passwords the actor may have to reset, in the order of the page."""
        ...


class NobodyIsSuperior:
    """A platform that knows no bodies: passwords are reset by oneself or at the counter."""

    def standing_towards(
        self,
        *,
        actor: Actor,  # noqa: ARG002  a port's shape
        account_id: AccountId,  # noqa: ARG002  a port's shape
        now: dt.datetime,  # noqa: ARG002  a port's shape
    ) -> Standing:
        """Return no standing."""
        return Standing()

    def list_subordinates(self, *, actor: Actor, now: dt.datetime) -> Sequence[Subordinate]:  # noqa: ARG002  a port's shape
        """Return nobody."""
        return ()


class SeveralSuperiors:
    """Bodies of several kinds: of all who know two people, the first one's word counts."""

    def __init__(self, *superiors: Superiors) -> None:
        self._superiors = superiors

    def standing_towards(
        self, *, actor: Actor, account_id: AccountId, now: dt.datetime
    ) -> Standing:
        """Return how the actor stands to an account's owner; not at all, if nobody knows both."""
        for one in self._superiors:
            standing = one.standing_towards(actor=actor, account_id=account_id, now=now)
            if standing != Standing():
                return standing
        return Standing()

    def list_subordinates(self, *, actor: Actor, now: dt.datetime) -> Sequence[Subordinate]:
        """Return whose passwords the actor may have to reset, one kind of body after the other."""
        return tuple(
            found
            for one in self._superiors
            for found in one.list_subordinates(actor=actor, now=now)
        )


class PersonnelRecords(Protocol):
    """Whoever knows what personnel says of the people behind staff accounts (`directory`)."""

    def record_of(self, account_id: uuid.UUID) -> PersonnelRecord:
        """Return what personnel says of an account's owner, of a closed one too."""
        ...


class NoPersonnelRecords:
    """A platform that keeps no staff."""

    def record_of(self, account_id: uuid.UUID) -> PersonnelRecord:  # noqa: ARG002  a port's shape
        """Return nothing."""
        return PersonnelRecord()


class BodyCodes(Protocol):
    """Whoever knows which unit an account is the own one of (`legal_persons`)."""

    def __call__(self, account_id: AccountId) -> str | None:
        """Return the unit's credit code, empty if it has none; None if it is no unit's so far."""
        ...


def no_units(account_id: AccountId) -> str | None:  # noqa: ARG001  a port's shape
    """Stand in where no units are kept."""
    return None


level_source: Slot[LevelSource] = Slot("accounts.level_source")
permission_source: Slot[PermissionSource] = Slot("accounts.permission_source")
superiors: Slot[Superiors] = Slot("accounts.superiors")
superiors.fill(NobodyIsSuperior())
body_codes: Slot[BodyCodes] = Slot("accounts.body_codes")
body_codes.fill(no_units)
personnel_records: Slot[PersonnelRecords] = Slot("accounts.personnel_records")
personnel_records.fill(NoPersonnelRecords())
