"""Prepared statements on a connection for each thread."""

import threading
from collections.abc import Callable, Mapping
from typing import Any

import psycopg

from shiming.identity_provider.protocol.store import Operation

# Any: a row holds what its statement selects; the functions that read it give each value its type.
Row = tuple[Any, ...]
# Any: as in `runner.Handlers`.
Handlers = Mapping[type[Operation[Any]], Callable[["Database", Any], Any]]


class Database:
    """
    What the handlers ask.

    `prepare_threshold` 0 prepares at first use; None never does, for PgBouncer's sake.
    """

    def __init__(self, *, conninfo: str, prepare_threshold: int | None = 0) -> None:
        self._conninfo = conninfo
        self._prepare_threshold = prepare_threshold
        self._local = threading.local()

    def close(self) -> None:
        """Close this thread's connection."""
        connection: psycopg.Connection[Row] | None = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
        self._local.connection = None

    def read(self, statement: bytes, *parameters: object) -> Row | None:
        """Return the one row of a read, which bears being asked again on a new connection."""
        connection = self._connection()
        try:
            return connection.execute(statement, parameters, binary=True).fetchone()
        except psycopg.OperationalError:
            if not connection.broken:
                raise
        return self._connection().execute(statement, parameters, binary=True).fetchone()

    def write(self, statement: bytes, *parameters: object) -> None:
        """Run a write without a condition."""
        self._connection().execute(statement, parameters)

    def change(self, statement: bytes, *parameters: object) -> bool:
        """Run a write with a condition; tell whether the condition held."""
        return self._connection().execute(statement, parameters).fetchone() is not None

    def take(self, statement: bytes, *parameters: object) -> Row | None:
        """Run a write with a condition; return what it returns, or None if it did not hold."""
        return self._connection().execute(statement, parameters).fetchone()

    def _connection(self) -> psycopg.Connection[Row]:
        connection: psycopg.Connection[Row] | None = getattr(self._local, "connection", None)
        if connection is None or connection.closed:
            connection = psycopg.connect(
                self._conninfo, autocommit=True, prepare_threshold=self._prepare_threshold
            )
            self._local.connection = connection
        return connection
