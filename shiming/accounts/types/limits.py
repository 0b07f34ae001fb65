"""How often something may be tried."""

import dataclasses
import datetime as dt
import enum
from collections.abc import Mapping


class CounterScope(enum.StrEnum):
    """What a counter counts."""

    PASSWORD_ACCOUNT = "password.account"  # noqa: S105  the name of a counter
    PASSWORD_ADDRESS = "password.address"  # noqa: S105  the name of a counter
    CODE_GUESS_NUMBER = "code_guess.number"
    CODE_GUESS_ADDRESS = "code_guess.address"
    CODE_SEND_NUMBER = "code_send.number"
    CODE_SEND_ADDRESS = "code_send.address"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """
    How often something may be tried.

    `window` None means the calendar day in China. A limit with `lock_for` locks for that long
    when it is reached, and twice as long at each repetition, up to `lock_at_most`.
    """

    count: int
    window: dt.timedelta | None = None
    interval: dt.timedelta = dt.timedelta(0)
    lock_for: dt.timedelta | None = None
    lock_at_most: dt.timedelta = dt.timedelta(hours=24)


_QUARTER = dt.timedelta(minutes=15)


_HALF_HOUR = dt.timedelta(minutes=30)


DEFAULT_LIMITS: Mapping[CounterScope, Limit] = {
    CounterScope.PASSWORD_ACCOUNT: Limit(count=5, window=_QUARTER, lock_for=_HALF_HOUR),
    CounterScope.PASSWORD_ADDRESS: Limit(count=50, window=_QUARTER, lock_for=_HALF_HOUR),
    CounterScope.CODE_GUESS_NUMBER: Limit(count=10, window=_QUARTER, lock_for=_HALF_HOUR),
    CounterScope.CODE_GUESS_ADDRESS: Limit(count=50, window=_QUARTER, lock_for=_HALF_HOUR),
    CounterScope.CODE_SEND_NUMBER: Limit(count=10, interval=dt.timedelta(seconds=60)),
    CounterScope.CODE_SEND_ADDRESS: Limit(count=50),
}
