"""The pages of what scopes and resources demand of people (C2)."""

import dataclasses

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode

from shiming.identity_provider.queries import Demand, ScopeLevelFacts
from shiming.identity_provider.types import Scope
from shiming.identity_provider.web.forms.onboarding import LEVELS, SCOPES
from shiming.kernel.levels import Level


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Demanded:
    """What is demanded of people and of legal persons, in words."""

    level: Promise
    unit_level: Promise
    reason: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ScopeRow:
    """One scope or resource."""

    name: str
    about: Promise | str
    now: Demanded
    proposed: Demanded | None
    change_url: str
    decide_url: str


def present(facts: ScopeLevelFacts) -> ScopeRow:
    """Return the row of a scope or resource."""
    proposed = facts.proposed
    query = urlencode({"name": facts.name})
    return ScopeRow(
        name=facts.name,
        about=SCOPES.get(Scope(facts.name), "") if facts.name in frozenset(Scope) else "",
        now=_demanded(facts.in_force),
        proposed=None if proposed is None else _demanded(proposed),
        change_url=f"{reverse('identity_provider:scope-level')}?{query}",
        decide_url=reverse("identity_provider:scope-level-decide", args=[proposed.id])
        if proposed
        else "",
    )


def _demanded(demand: Demand | None) -> Demanded:
    if demand is None:
        return Demanded(level=LEVELS[Level.REGISTERED], unit_level=LEVELS[Level.REGISTERED])
    return Demanded(
        level=LEVELS[demand.min_level],
        unit_level=LEVELS[demand.min_unit_level],
        reason=demand.reason,
    )
