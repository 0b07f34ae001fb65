"""Reads: what scopes and resources demand of people (C2)."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Mapping

from shiming.identity_provider import errors, policies
from shiming.identity_provider.models import Client, ScopeLevel
from shiming.identity_provider.protocol.least_levels import LeastLevels
from shiming.identity_provider.types import Scope, ScopeLevelId, ScopeLevelState
from shiming.kernel.actor import Actor
from shiming.kernel.levels import Level


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What a scope demands, or shall demand."""

    id: ScopeLevelId
    min_level: Level
    min_unit_level: Level
    reason: str
    proposed_by: uuid.UUID
    proposed_at: dt.datetime
    decided_at: dt.datetime | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ScopeLevelFacts:
    """A scope or resource with what it demands, and what waits for a second officer."""

    name: str
    in_force: Demand | None
    proposed: Demand | None


def get_least_levels() -> LeastLevels:
    """Return what is in force, as the engine knows it; what demands no proof is left out."""
    rows = list(ScopeLevel.objects.filter(state=ScopeLevelState.IN_FORCE))
    return LeastLevels(
        of_people=_above(Level.REGISTERED, ((row.name, row.min_level) for row in rows)),
        of_units=_above(Level.REGISTERED, ((row.name, row.min_unit_level) for row in rows)),
    )


def list_scope_levels(
    *, viewer: Actor, offset: int, limit: int
) -> tuple[list[ScopeLevelFacts], int]:
    """
    List a part of the scopes and resources by name, and say how many there are.

    :raises errors.MayNotManageSystems: if the viewer does not keep the register
    """
    if refusal := policies.refusal_to_manage(officer=viewer):
        raise refusal
    names = sorted(known_names())
    part = names[offset : offset + limit]
    return _facts(part), len(names)


def get_scope_level(*, name: str, viewer: Actor) -> ScopeLevelFacts:
    """
    Return one scope or resource.

    :raises errors.MayNotManageSystems: if the viewer does not keep the register
    :raises errors.ScopeWithoutLevel: if there is none of this name that could demand a level
    """
    if refusal := policies.refusal_to_manage(officer=viewer):
        raise refusal
    if name not in known_names():
        raise errors.ScopeWithoutLevel
    return _facts([name])[0]


def get_proposed_level(*, level_id: ScopeLevelId, viewer: Actor) -> ScopeLevelFacts:
    """
    Return the scope that a proposal is about.

    :raises errors.MayNotManageSystems: if the viewer does not keep the register
    :raises errors.ScopeLevelDecided: if nothing waits under this id
    """
    if refusal := policies.refusal_to_manage(officer=viewer):
        raise refusal
    row = ScopeLevel.objects.filter(pk=level_id, state=ScopeLevelState.PROPOSED).first()
    if row is None:
        raise errors.ScopeLevelDecided
    return _facts([row.name])[0]


def known_names() -> frozenset[str]:
    """Return the scopes and resources that can demand a level: ours, and those of any client."""
    names: set[str] = set(Scope)
    names.update(ScopeLevel.objects.values_list("name", flat=True))
    for lists in Client.objects.values_list("allowed_scopes", "resources", "serves"):
        names.update(name for one in lists for name in one)
    return frozenset(names) - policies.WITHOUT_LEVEL


def _above(level: Level, rows: Iterable[tuple[str, int]]) -> Mapping[str, Level]:
    return {name: Level(value) for name, value in rows if value > level}


def _facts(names: list[str]) -> list[ScopeLevelFacts]:
    shown = (ScopeLevelState.IN_FORCE, ScopeLevelState.PROPOSED)
    rows = {
        (row.name, row.state): _demand(row)
        for row in ScopeLevel.objects.filter(name__in=names, state__in=shown)
    }
    return [
        ScopeLevelFacts(
            name=name,
            in_force=rows.get((name, ScopeLevelState.IN_FORCE.value)),
            proposed=rows.get((name, ScopeLevelState.PROPOSED.value)),
        )
        for name in names
    ]


def _demand(row: ScopeLevel) -> Demand:
    return Demand(
        id=ScopeLevelId(row.pk),
        min_level=Level(row.min_level),
        min_unit_level=Level(row.min_unit_level),
        reason=row.reason,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        decided_at=row.decided_at,
    )
