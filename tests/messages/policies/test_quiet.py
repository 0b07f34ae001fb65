"""When the quiet hours end."""

import dataclasses
import datetime as dt

import pytest

from shiming.kernel.clock import CHINA
from shiming.messages.policies.quiet import end_of_quiet
from shiming.messages.types import MessagePolicy

NIGHT = MessagePolicy()
NOON = dataclasses.replace(NIGHT, quiet_from=dt.time(12), quiet_until=dt.time(14))


def here(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 3, day, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("policy", "now", "end"),
    [
        (NIGHT, here(2, 21, 59), None),
        (NIGHT, here(2, 22), here(3, 8)),
        (NIGHT, here(2, 23, 59), here(3, 8)),
        (NIGHT, here(3, 0), here(3, 8)),
        (NIGHT, here(3, 7, 59), here(3, 8)),
        (NIGHT, here(3, 8), None),
        (NOON, here(2, 11, 59), None),
        (NOON, here(2, 12), here(2, 14)),
        (NOON, here(2, 14), None),
    ],
)
def test_end_of_quiet(policy: MessagePolicy, now: dt.datetime, end: dt.datetime | None) -> None:
    assert end_of_quiet(now=now.astimezone(dt.UTC), policy=policy) == end
