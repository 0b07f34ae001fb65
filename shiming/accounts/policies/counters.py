"""When a counter begins anew and how long it locks."""

import datetime as dt

from shiming.accounts.types import Limit
from shiming.kernel import clock


def window_floor(limit: Limit, now: dt.datetime) -> dt.datetime:
    """Return the instant before which a window is over; without a length it is the day in China."""
    if limit.window is not None:
        return now - limit.window
    return dt.datetime.combine(clock.today_in_china(now), dt.time(), tzinfo=clock.CHINA)


def lock_length(limit: Limit, *, locks_before: int) -> dt.timedelta:
    """Return how long to lock after `locks_before` locks in a row: twice as long each time."""
    if limit.lock_for is None:
        return dt.timedelta(0)
    # The exponent is bounded, or a patient attacker would overflow the product.
    doublings = min(locks_before, 16)
    return min(limit.lock_for * (1 << doublings), limit.lock_at_most)
