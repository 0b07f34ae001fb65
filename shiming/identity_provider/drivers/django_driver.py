"""The reference driver: Django's connection and ORM, on SQLite and on PostgreSQL."""

from collections.abc import Callable
from typing import TypeVar

from shiming.identity_provider.drivers import django_connection, runner, shared
from shiming.identity_provider.drivers.on_django import (
    cas,
    clients,
    codes,
    devices,
    grants,
    interactions,
    pushed_requests,
    spent,
    tokens,
    trials,
)
from shiming.identity_provider.protocol import store

R = TypeVar("R")
_HANDLERS: runner.Handlers = {
    **shared.HANDLERS,
    store.FindSession: shared.find_session,
    # The reference asks when it is asked, and remembers nothing.
    store.Foresee: lambda _: None,
    store.ConfirmLater: lambda _: None,
    **clients.HANDLERS,
    **cas.HANDLERS,
    **interactions.HANDLERS,
    **pushed_requests.HANDLERS,
    **grants.HANDLERS,
    **codes.HANDLERS,
    **tokens.HANDLERS,
    **devices.HANDLERS,
    **spent.HANDLERS,
    **trials.HANDLERS,
}


class DjangoDriver:
    """Runs the engine through Django's models: the reading that everybody can follow."""

    def run(self, begin: Callable[[], store.Steps[R]]) -> R:
        """Run to the end on Django's connection."""
        with django_connection.in_time():
            return runner.run(begin(), _HANDLERS)
