"""
Prepared statements on a connection for each thread.

Below psycopg's cursors, on its libpq: a cursor costs as much CPU as the rest of a small statement,
and this is the hot path. Parameters travel as text, whose types the server infers; rows come back
binary and are read by psycopg's own loaders.
"""

import datetime as dt
import enum
import functools
import threading
import uuid
from collections.abc import Callable, Mapping
from typing import Any, cast

import psycopg
from django.db import OperationalError
from psycopg import pq
from psycopg.adapt import Transformer

from shiming.identity_provider.protocol.store import Operation

# Any: a row holds what its statement selects; the functions that read it give each value its type.
Row = tuple[Any, ...]
# Any: as in `runner.Handlers`.
Handlers = Mapping[type[Operation[Any]], Callable[["Database", Any], Any]]
Parameter = str | int | bool | uuid.UUID | dt.datetime | None
Question = tuple[bytes, tuple[Parameter, ...]]
"""A statement that reads at most one row, and its parameters."""

_DONE = frozenset({pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK})
_BINARY = pq.Format.BINARY
_MOST_REMEMBERED = 1024


class Outdated(Exception):
    """What was remembered may have changed: the run begins again, and remembers nothing."""


class _Link:
    """The connection of one thread, and what is prepared on it."""

    def __init__(self, conninfo: str) -> None:
        self.connection: psycopg.Connection[Row] = psycopg.connect(conninfo, autocommit=True)
        self.libpq = self.connection.pgconn
        self.transformer = Transformer(self.connection)
        self.prepared: dict[bytes, bytes] = {}
        self.widths: dict[bytes, int] = {}
        self.foreseen: Question | None = None
        self.answers: dict[Question, Row | None] = {}
        self.recalls = False
        self.recalls_next = False
        self.recalled: Row | None = None

    def forget(self) -> None:
        """Drop what was foreseen: the store may have changed since."""
        self.foreseen = None
        self.answers.clear()


class Database:
    """
    What the handlers ask.

    `prepare_threshold` 0 prepares at first use; None never does, for PgBouncer's sake.
    """

    def __init__(self, *, conninfo: str, prepare_threshold: int | None = 0) -> None:
        self._conninfo = conninfo
        self._prepares = prepare_threshold is not None
        self._local = threading.local()
        self._remembered: dict[Question, Row] = {}

    def close(self) -> None:
        """Close this thread's connection."""
        link: _Link | None = getattr(self._local, "link", None)
        if link is not None:
            link.connection.close()
        self._local.link = None

    def foresee(self, question: Question) -> None:
        """Fetch the answer to a question together with that to the next one, if it is another."""
        # Without prepared statements both would be planned each time, and nothing gained.
        if self._prepares:
            self._open().foreseen = question

    def begin(self, *, recalls: bool) -> None:
        """Begin a run, which may rest on what is remembered or not."""
        link: _Link | None = getattr(self._local, "link", None)
        if link is not None:
            link.forget()
            link.recalls, link.recalls_next, link.recalled = recalls, False, None

    def end(self) -> None:
        """
        End a run.

        :raises Outdated: if it rests on what nothing confirmed
        """
        if self.recalled() is not None:
            raise Outdated

    def recall_next(self) -> None:
        """Let the next `recall_or_read` of this run answer from memory."""
        link = self._open()
        link.recalls_next = link.recalls

    def recall_or_read(self, question: Question) -> Row | None:
        """
        Return the one row of a read, or as it was remembered, where that will be confirmed.

        :raises OperationalError: if the database cannot be reached
        """
        link = self._open()
        if link.recalls_next:
            link.recalls_next = False
            link.recalled = self._remembered.get(question)
            if link.recalled is not None:
                return link.recalled
        row = self.read(question)
        if row is not None:
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[question] = row
        return row

    def recalled(self) -> Row | None:
        """Return the row that this run rests on without having read it."""
        link: _Link | None = getattr(self._local, "link", None)
        return None if link is None else link.recalled

    def confirm(self, statement: bytes, *parameters: Parameter) -> None:
        """
        Run a write whose condition is that the row which was recalled is still the same.

        A connection that broke since the last run shows here, where nothing was read before.

        :raises OperationalError: if the database cannot be reached
        :raises Outdated: if it is not, or the connection was lost
        """
        self._open().recalled = None
        try:
            is_same = self._change(statement, parameters) is not None
        except OperationalError as error:
            if getattr(self._local, "link", None) is not None:
                raise
            raise Outdated from error
        if not is_same:
            raise Outdated

    def read(self, question: Question) -> Row | None:
        """
        Return the one row of a read, which bears being asked again on a new connection.

        :raises OperationalError: if the database cannot be reached
        """
        try:
            return self._read(question)
        except OperationalError:
            if getattr(self._local, "link", None) is not None:
                raise
        return self._read(question)

    def write(self, statement: bytes, *parameters: Parameter) -> None:
        """
        Run a write without a condition.

        :raises OperationalError: if the database cannot be reached
        """
        self._change(statement, parameters)

    def take(self, statement: bytes, *parameters: Parameter) -> Row | None:
        """
        Return the one row of a read that also changes it, and hence is never asked twice.

        :raises OperationalError: if the database cannot be reached
        """
        return self._change(statement, parameters)

    def change(self, statement: bytes, *parameters: Parameter) -> bool:
        """
        Run a write with a condition; tell whether the condition held.

        :raises OperationalError: if the database cannot be reached
        """
        return self._change(statement, parameters) is not None

    def _change(self, statement: bytes, parameters: tuple[Parameter, ...]) -> Row | None:
        link = self._open()
        if link.recalled is not None:
            raise Outdated
        link.forget()
        return self._execute(statement, parameters)

    def _read(self, question: Question) -> Row | None:
        link = self._open()
        if question in link.answers:
            return link.answers.pop(question)
        also, link.foreseen = link.foreseen, None
        if also is None or also == question:
            return self._execute(*question)
        (statement, parameters), (second, more) = question, also
        row = self._execute(_together(statement, second), parameters + more)
        if row is None:
            raise AssertionError("the row that both hang on is always there")
        width = 1 + self._width(link, statement)
        first, rest = row[:width], row[width:]
        link.answers[also] = rest[1:] if rest[0] else None
        return first[1:] if first[0] else None

    def _width(self, link: _Link, statement: bytes) -> int:
        width = link.widths.get(statement)
        if width is None:
            name = self._prepare(link, statement)
            width = link.widths[statement] = link.libpq.describe_prepared(name).nfields
        return width

    def _execute(self, statement: bytes, parameters: tuple[Parameter, ...]) -> Row | None:
        link = self._open()
        try:
            result = self._ask(link, statement, [_WRITERS[type(one)](one) for one in parameters])
        except psycopg.DatabaseError as error:
            is_lost = link.libpq.status != pq.ConnStatus.OK
            if is_lost:
                self.close()
            # A connection that is lost often has no code that would say so.
            if is_lost or isinstance(error, psycopg.OperationalError):
                raise OperationalError from error
            raise
        link.transformer.set_pgresult(result)
        return link.transformer.load_row(0, tuple) if result.ntuples else None

    def _ask(self, link: _Link, statement: bytes, values: list[bytes | None]) -> "pq.abc.PGresult":
        if self._prepares:
            name = self._prepare(link, statement)
            # The annotation of psycopg forgets that a parameter may be NULL.
            result = link.libpq.exec_prepared(name, cast("list[bytes]", values), None, _BINARY)
        else:
            result = link.libpq.exec_params(_numbered(statement), values, None, None, _BINARY)
        return _checked(link, result)

    def _prepare(self, link: _Link, statement: bytes) -> bytes:
        name = link.prepared.get(statement)
        if name is None:
            name = b"idp_%d" % len(link.prepared)
            _checked(link, link.libpq.prepare(name, _numbered(statement)))
            link.prepared[statement] = name
        return name

    def _open(self) -> _Link:
        link: _Link | None = getattr(self._local, "link", None)
        if link is None:
            link = self._local.link = self._connect()
        return link

    def _connect(self) -> _Link:
        try:
            return _Link(self._conninfo)
        except psycopg.OperationalError as error:
            raise OperationalError from error


def _checked(link: _Link, result: "pq.abc.PGresult") -> "pq.abc.PGresult":
    if result.status not in _DONE:
        raise psycopg.errors.error_from_result(result, link.connection.info.encoding)
    return result


@functools.cache
def _together(first: bytes, second: bytes) -> bytes:
    """Return two reads as one of a single row, in which each part says whether it was found."""
    return b"""
        SELECT a.*, b.* FROM (SELECT) one
        LEFT JOIN (SELECT true, a.* FROM (%b) a) a ON true
        LEFT JOIN (SELECT true, b.* FROM (%b) b) b ON true
    """ % (first, second)


@functools.cache
def _numbered(statement: bytes) -> bytes:
    """Return a statement with the placeholders of libpq."""
    first, *rest = statement.split(b"%s")
    return first + b"".join(b"$%d%b" % (number, part) for number, part in enumerate(rest, 1))


class _Writers(dict[type, Callable[[Any], bytes | None]]):
    """
    How to write a parameter as text, by its type: looking that up is what makes it quick.

    The server reads it as whatever type it infers.
    """

    def __missing__(self, kind: type) -> Callable[[Any], bytes | None]:
        # Enumerations are texts or numbers by another name.
        writer = self[kind] = _write_enum if issubclass(kind, enum.Enum) else _write_any
        return writer


def _write_enum(value: enum.Enum) -> bytes:
    return str(value.value).encode()


def _write_any(value: object) -> bytes:
    return str(value).encode()


def _write_uuid(value: uuid.UUID) -> bytes:
    return b"%032x" % value.int


_WRITERS = _Writers(
    {
        str: str.encode,
        type(None): lambda _: None,
        uuid.UUID: _write_uuid,
        dt.datetime: lambda value: value.isoformat().encode(),
    }
)
