"""
The least level that a scope or a resource demands of people (C2), at every turn of a grant.

Officers say it for all clients together. Signing on leads people to a missing proof, as a client's
own least level does. A grant outlives the proof that it was given with: whoever presents a code or
token later is told what the person's level still reaches, and gets no more (RFC 6749, 3.3).
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping

from shiming.identity_provider.protocol.store import (
    Grant,
    SessionRecord,
    Standing,
    Steps,
    WeighInTransaction,
)
from shiming.identity_provider.protocol.store.sessions import level_at
from shiming.kernel.actor import ActingIdentity, ActingKind
from shiming.kernel.levels import Level


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The level that whoever granted something has now, and whether it is a legal person's."""

    level: Level
    is_unit: bool


NOBODY = Held(level=Level.ANONYMOUS, is_unit=False)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LeastLevels:
    """What scopes and resources demand, by their names; one that is not named demands nothing."""

    of_people: Mapping[str, Level] = dataclasses.field(default_factory=dict)
    of_units: Mapping[str, Level] = dataclasses.field(default_factory=dict)

    def least(self, names: Iterable[str], *, is_unit: bool) -> Level:
        """Return the level without which not all of these may be used."""
        levels = self.of_units if is_unit else self.of_people
        if not levels:
            return Level.ANONYMOUS
        return max((levels.get(name, Level.ANONYMOUS) for name in names), default=Level.ANONYMOUS)

    def reached(self, names: tuple[str, ...], held: Held) -> tuple[str, ...]:
        """Return those of the names that this level reaches."""
        levels = self.of_units if held.is_unit else self.of_people
        if not levels:
            return names
        return tuple(name for name in names if levels.get(name, Level.ANONYMOUS) <= held.level)


def held(grant: Grant | None, standing: Standing | None, now: dt.datetime) -> Steps[Held]:
    """
    Return the level that whoever granted this has now; never above the one that they granted it at.

    Who granted inside one transaction did so by what was proven for it alone, and nothing that
    lasts came out of it (Q20). A legal person's level is asked for anew (S33-23).
    """
    if grant is None or standing is None:
        return NOBODY
    if grant.level >= Level.ADVANCED:
        return Held(level=grant.level, is_unit=standing.is_unit)
    if not standing.is_unit:
        level = level_at(now, level=standing.level, until=standing.level_until)
        return Held(level=min(grant.level, level), is_unit=False)
    weighed = yield from WeighInTransaction(
        session=SessionRecord(
            sid=grant.sid,
            account_id=grant.account_id,
            person_id=grant.person_id,
            level=standing.level,
            level_until=standing.level_until,
            methods=grant.methods,
            identity=ActingIdentity(
                kind=ActingKind(grant.acting),
                organisation_id=grant.organisation_id,
                legal_person_id=grant.legal_person_id,
            ),
            authenticated_at=grant.authenticated_at,
            is_unit=True,
        ),
        transaction="",
        now=now,
    )
    return Held(level=min(grant.level, weighed.level_at(now)), is_unit=True)
