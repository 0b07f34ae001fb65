"""
Emptying the database after a test that committed, on PostgreSQL.

Django truncates every table, which makes each of a hundred tables and all its indexes anew; only a
few have anything in them.
"""

from collections.abc import Iterator, Sequence
from unittest import mock

import pytest
from django.core.management.color import Style
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations

_TRUNCATED = DatabaseOperations.sql_flush


@pytest.fixture(autouse=True, scope="session")
def _only_what_is_full_is_emptied() -> Iterator[None]:
    with mock.patch.object(DatabaseOperations, "sql_flush", _deleted):
        yield


def _deleted(
    operations: DatabaseOperations,
    style: Style,
    tables: Sequence[str],
    *,
    reset_sequences: bool = False,
    allow_cascade: bool = False,
) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW is_superuser")
        (is_superuser,) = cursor.fetchone()
        if is_superuser != "on" or reset_sequences or not tables:
            return _TRUNCATED(
                operations,
                style,
                tables,
                reset_sequences=reset_sequences,
                allow_cascade=allow_cascade,
            )
        names = {table: operations.quote_name(table) for table in tables}
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}' WHERE EXISTS (SELECT FROM {name})"  # noqa: S608  our own tables
                for table, name in names.items()
            )
        )
        full = [table for (table,) in cursor.fetchall()]
    # As a replica the server asks for no order among tables that refer to each other.
    return ["SET LOCAL session_replication_role = replica"] + [
        f"DELETE FROM {names[table]}"  # noqa: S608  our own tables
        for table in full
    ]
