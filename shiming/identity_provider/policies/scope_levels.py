"""What a scope may demand. Pure rules: no query, no write, no clock, no request."""

from collections.abc import Collection

from shiming.identity_provider import errors
from shiming.identity_provider.types import Scope
from shiming.kernel.errors import DomainError
from shiming.kernel.levels import Level

WITHOUT_LEVEL = frozenset({Scope.OPENID, Scope.OFFLINE_ACCESS})
"""Everybody who signs on has the first, and the second says nothing of anybody: what a client
demands of all its people is its own least level."""
DEMANDED = tuple(level for level in Level if level >= Level.REGISTERED)
LONGEST_REASON = 200
_LONGEST_NAME = 1000


def refusal_to_demand(
    *, name: str, levels: Collection[Level], reason: str, known: Collection[str]
) -> DomainError | None:
    """Return why a scope or resource cannot demand these levels, or None if it can."""
    is_known = name in known and name not in WITHOUT_LEVEL and len(name) <= _LONGEST_NAME
    if not is_known or not frozenset(DEMANDED).issuperset(levels):
        return errors.ScopeWithoutLevel()
    if not reason.strip() or len(reason.strip()) > LONGEST_REASON or not reason.isprintable():
        return errors.ReasonMissing()
    return None
