"""
Which function does the work of which kind.

Areas register in their `tasks.py`, with `jobs.operations.handler` and `jobs.operations.every`.
"""

import datetime as dt
from collections.abc import Callable

from shiming.jobs.errors import UnknownKind
from shiming.jobs.types import Handler

_handlers: dict[str, Handler] = {}
_periods: dict[str, dt.timedelta] = {}


def handler(kind: str) -> Callable[[Handler], Handler]:
    """
    Register the decorated function as the handler of `kind` (``area.verb``).

    The function must bear being run again after a crash.
    """

    def register(function: Handler) -> Handler:
        _handlers[kind] = function
        return function

    return register


def every(*, kind: str, minutes: float = 0, seconds: float = 0) -> Callable[[Handler], Handler]:
    """
    Register the decorated function as the handler of `kind`, and start such a job periodically.

    No new one is started while the last one is still open. Its subject is empty.
    """
    _periods[kind] = dt.timedelta(minutes=minutes, seconds=seconds)
    return handler(kind)


def get_handler(kind: str) -> Handler:
    """
    Return the handler of `kind`.

    :raises UnknownKind: if no area registered one
    """
    try:
        return _handlers[kind]
    except KeyError:
        raise UnknownKind(kind) from None


def periods() -> dict[str, dt.timedelta]:
    """Return the periodic kinds with their periods."""
    return dict(_periods)
