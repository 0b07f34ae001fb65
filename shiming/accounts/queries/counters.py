"""Reads about what counts tries."""

import datetime as dt

from shiming.accounts.models import (
    GuessCounter,
)
from shiming.accounts.types import (
    CounterScope,
)


def locked_until(scope: CounterScope, subject: str, *, now: dt.datetime) -> dt.datetime | None:
    """Return the end of the lock on this subject, or None if it is not locked."""
    counter = GuessCounter.objects.filter(
        scope=scope, subject=subject, locked_until__gt=now
    ).first()
    return None if counter is None else counter.locked_until


def count_tries(scope: CounterScope, subject: str) -> int:
    """Return how many tries stand on this subject's counter."""
    counter = GuessCounter.objects.filter(scope=scope, subject=subject).first()
    return 0 if counter is None else counter.count
