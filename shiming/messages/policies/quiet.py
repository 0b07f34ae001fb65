"""The quiet hours: texts that may wait do, until the morning (K3)."""

import datetime as dt

from shiming.kernel.clock import CHINA
from shiming.messages.types import MessagePolicy


def end_of_quiet(*, now: dt.datetime, policy: MessagePolicy) -> dt.datetime | None:
    """Return when the quiet hours that `now` lies in end, or None if it lies in none."""
    here = now.astimezone(CHINA)
    start, end = policy.quiet_from, policy.quiet_until
    passes_midnight = start > end
    is_evening = here.time() >= start
    is_quiet = (is_evening or here.time() < end) if passes_midnight else start <= here.time() < end
    if not is_quiet:
        return None
    day = here.date() + dt.timedelta(days=1 if passes_midnight and is_evening else 0)
    return dt.datetime.combine(day, end, tzinfo=CHINA)


def start_of_day(now: dt.datetime) -> dt.datetime:
    """Return midnight in China: the daily limits turn over there."""
    return dt.datetime.combine(now.astimezone(CHINA).date(), dt.time(), tzinfo=CHINA)
