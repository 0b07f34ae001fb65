"""
Prepared SQL for what every sign-in does: the ORM takes ten times as long to build a statement.

Statements name their values `%(name)s` and write booleans, dates and keys as parameters, so that
both databases read them.
"""

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence

from django.db import connection

Value = str | int | bool | float | dt.datetime | uuid.UUID | dict[str, object] | list[str] | None
# What both drivers take.
Parameter = str | int | float | dt.datetime | uuid.UUID | None
Row = tuple[object, ...]


def execute(statement: str, values: Mapping[str, Value]) -> int:
    """Run a statement and return how many rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, _adapted(values))
        return int(cursor.rowcount)


def fetch(statement: str, values: Mapping[str, Value]) -> list[Row]:
    """Run a query and return its rows as the driver gives them."""
    with connection.cursor() as cursor:
        cursor.execute(statement, _adapted(values))
        return list(cursor.fetchall())


def fetch_one(statement: str, values: Mapping[str, Value]) -> Row | None:
    """Run a query and return its first row, or None."""
    with connection.cursor() as cursor:
        cursor.execute(statement, _adapted(values))
        row: Row | None = cursor.fetchone()
    return row


def insert(table: str, values: Mapping[str, Value]) -> None:
    """Insert one row; table and columns are names of this code, never of a request."""
    columns = ", ".join(values)
    slots = ", ".join(f"%({name})s" for name in values)
    execute(f"INSERT INTO {table} ({columns}) VALUES ({slots})", values)  # noqa: S608  see above


def among(name: str, options: Sequence[str]) -> tuple[str, dict[str, Value]]:
    """Return the text and the values of an `IN (…)` over a few options."""
    values: dict[str, Value] = {f"{name}_{place}": text for place, text in enumerate(options)}
    return ", ".join(f"%({key})s" for key in values), values


def uuid_of(value: object) -> uuid.UUID:
    """Return a key as the database gave it: SQLite keeps its digits."""
    return value if isinstance(value, uuid.UUID) else uuid.UUID(str(value))


def locks_row(*, shared: bool = False) -> str:
    """Return the end of a SELECT that holds the row; SQLite has one writer at a time anyway."""
    if not connection.features.has_select_for_update:
        return ""
    return " FOR SHARE" if shared else " FOR NO KEY UPDATE"


def _adapted(values: Mapping[str, Value]) -> dict[str, Parameter]:
    return {name: _adapt(value) for name, value in values.items()}


def _adapt(value: Value) -> Parameter:
    if isinstance(value, dt.datetime):
        adapted: Parameter = connection.ops.adapt_datetimefield_value(value)
        return adapted
    if isinstance(value, uuid.UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, dict | list):
        return json.dumps(value)
    return value
