"""What scopes demand, and people whose level falls."""

from collections.abc import Callable

from shiming.accounts.models import Session
from shiming.identity_provider.models import ScopeLevel
from shiming.identity_provider.types import ScopeLevelState
from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level
from tests.factories.accounts import NOW
from tests.identity_provider.wire import Reply

HALL, LICENCES = "https://hall.example/api", "https://licences.example/api"
EVERYTHING = "openid identity_number offline_access"
Authorize = Callable[..., Reply]
Redeem = Callable[..., Reply]
Granted = Callable[..., dict[str, str]]


def demand(
    name: str, level: Level = Level.INTERMEDIATE, *, of_units: Level = Level.REGISTERED
) -> None:
    """Have a scope or resource demand a level, as two officers do."""
    ScopeLevel.objects.create(
        name=name,
        min_level=level,
        min_unit_level=of_units,
        state=ScopeLevelState.IN_FORCE,
        reason="tests",
        proposed_by=new_id(),
        proposed_at=NOW,
    )


def fall(level: Level = Level.PRIMARY) -> None:
    """Let everybody's level be another from here on, as proofing does."""
    Session.objects.update(level=level)
