"""
What the triggers of the audit forbid and tests need: emptying tables, and tampering.

A plugin of pytest: tests that commit leave rows behind, which Django removes with DELETE or
TRUNCATE when they end.
"""

import contextlib
import importlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

_migration = importlib.import_module("shiming.audit.migrations.0001_audit")


def _disarm(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [f"DROP TRIGGER {name}" for name in _migration.SQLITE_TRIGGERS]
    return [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in _migration.TABLES]


def _arm(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return list(_migration.SQLITE_TRIGGERS.values())
    return [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in _migration.TABLES]


@contextlib.contextmanager
def tampering() -> Iterator[None]:
    """Do what an administrator of the database could do: switch the triggers off for a while."""
    with connection.cursor() as cursor:
        for statement in _disarm(connection.vendor):
            cursor.execute(statement)
    yield
    with connection.cursor() as cursor:
        for statement in _arm(connection.vendor):
            cursor.execute(statement)


@pytest.fixture(autouse=True, scope="session")
def _audit_can_be_emptied() -> Iterator[None]:
    operations = type(connection.ops)
    original = operations.execute_sql_flush

    def flush(self: Any, sql_list: list[str]) -> None:
        vendor = self.connection.vendor
        original(self, [*_disarm(vendor), *sql_list, *_arm(vendor)])

    patch = pytest.MonkeyPatch()
    patch.setattr(operations, "execute_sql_flush", flush)
    yield
    patch.undo()
