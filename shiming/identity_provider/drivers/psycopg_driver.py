"""
PostgreSQL's hot path: prepared statements on a connection for each thread.

Every write is one statement, its audit record included, so that it needs no transaction of
several round trips.
"""

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from shiming.identity_provider.drivers import django_connection, runner, shared
from shiming.identity_provider.drivers.on_django import cas, trials
from shiming.identity_provider.drivers.on_psycopg import (
    clients,
    codes,
    devices,
    foresight,
    grants,
    interactions,
    pushed_requests,
    sessions,
    spent,
    tokens,
)
from shiming.identity_provider.drivers.on_psycopg.database import Database, Handlers, Outdated
from shiming.identity_provider.protocol import store

R = TypeVar("R")
_HANDLERS: Handlers = {
    **clients.HANDLERS,
    **sessions.HANDLERS,
    **interactions.HANDLERS,
    **pushed_requests.HANDLERS,
    **grants.HANDLERS,
    **codes.HANDLERS,
    **tokens.HANDLERS,
    **devices.HANDLERS,
    **spent.HANDLERS,
    **foresight.HANDLERS,
}


class PsycopgDriver:
    """
    Runs the engine over psycopg.

    `prepare_threshold` 0 prepares at first use; None never does, for PgBouncer's sake.
    """

    def __init__(self, *, conninfo: str, prepare_threshold: int | None = 0) -> None:
        self._database = Database(conninfo=conninfo, prepare_threshold=prepare_threshold)
        on_django = {**shared.HANDLERS, **cas.HANDLERS, **trials.HANDLERS}
        self._handlers: runner.Handlers = {
            **{operation: _in_time(handler) for operation, handler in on_django.items()},
            **{
                operation: functools.partial(handler, self._database)
                for operation, handler in _HANDLERS.items()
            },
        }

    def run(self, begin: Callable[[], store.Steps[R]]) -> R:
        """Run to the end on this thread's connection; again, if what was remembered is outdated."""
        try:
            self._database.begin(recalls=True)
            result = runner.run(begin(), self._handlers)
            self._database.end()
        except Outdated:
            self._database.begin(recalls=False)
            return runner.run(begin(), self._handlers)
        return result

    def close(self) -> None:
        """Close this thread's connection."""
        self._database.close()


# Any: as in `runner.Handlers`.
def _in_time(handler: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a handler that needs Django's connection, which most requests do not."""

    def handle(operation: object) -> object:
        with django_connection.in_time():
            return handler(operation)

    return handle
