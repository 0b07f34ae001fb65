"""
Migrating once a run instead of once a process: the others copy what the first one migrated.

Every process of a run has a database of its own, and so have the installations that some tests
start; each would take as long to make as all its tests together. The file of SQLite is kept for
the next run as well, as long as nothing changed that migrations are made of.
"""

import contextlib
import fcntl
import hashlib
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pytest
from django.core import management
from django.db import connection

from shiming.kernel.ids import new_id

ROOT = pathlib.Path(__file__).parent.parent
KEPT = ROOT / ".cache" / "migrated"
# What migrations are, and what they call while they run.
_MADE_OF = (
    "shiming/*/migrations/*.py",
    "shiming/vault/**/*.py",
    "shiming/kernel/ids.py",
    "config/settings.py",
    "requirements/run.txt",
)


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """Return the folder that all processes of this run have in common."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session")
def migrated_file(shared_folder: pathlib.Path) -> pathlib.Path:
    """Return a migrated SQLite file without anything in it, for copies of one's own."""
    return _migrated_file(shared_folder)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, shared_folder: pathlib.Path
) -> None:
    """Let the database of the tests be a copy, where somebody has migrated one already."""
    original = management.call_command
    copy_or = _copy_file if connection.vendor == "sqlite" else _copy_database_or

    # Any: whatever commands take and give.
    def call_command(name: str, *arguments: Any, **options: Any) -> Any:
        if name != "migrate":
            return original(name, *arguments, **options)
        # Only the call that makes the database; those of tests are their own.
        patch.stop()
        return copy_or(lambda: original(name, *arguments, **options), shared_folder)

    patch = mock.patch.object(management, "call_command", call_command)
    patch.start()


def _copy_file(_migrate: Callable[[], object], folder: pathlib.Path) -> None:
    connection.ensure_connection()
    with contextlib.closing(sqlite3.connect(_migrated_file(folder))) as source:
        source.backup(connection.connection)


def _migrated_file(folder: pathlib.Path) -> pathlib.Path:
    file = KEPT / f"{_digest()}.sqlite3"
    with _alone(folder):
        if not file.exists():
            own = folder / "migrating"
            own.mkdir()
            environment = os.environ | {
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "PYTHONPATH": str(ROOT),
                "SHIMING_DATA_DIR": str(own),
                "SHIMING_DATABASE_URL": "",
            }
            # A process of its own: the clock of a test may stand somewhere else.
            command = [sys.executable, "-m", "django", "migrate", "-v0"]
            subprocess.run(command, env=environment, check=True)
            # A copy over a connection has what its journal still holds.
            with contextlib.closing(sqlite3.connect(own / "shiming.sqlite3")) as source:
                _keep(source, file)
            shutil.rmtree(own)
    return file


def _copy_database_or(migrate: Callable[[], object], folder: pathlib.Path) -> None:
    name_file = folder / "migrated_database"
    own = connection.ops.quote_name(connection.settings_dict["NAME"])
    with _alone(folder):
        if name_file.exists():
            _on_the_server(
                f"DROP DATABASE {own}",
                f"CREATE DATABASE {own} TEMPLATE {name_file.read_text('ascii')}",
            )
        else:
            migrate()
            name = f"migrated_{new_id().hex}"
            _on_the_server(f"CREATE DATABASE {name} TEMPLATE {own}")
            name_file.write_text(name, "ascii")


def _on_the_server(*statements: str) -> None:
    # Neither a template nor what is dropped may have a connection.
    connection.close()
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _digest() -> str:
    whole = hashlib.sha256()
    for path in sorted(path for pattern in _MADE_OF for path in ROOT.glob(pattern)):
        whole.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return whole.hexdigest()


def _keep(source: sqlite3.Connection, file: pathlib.Path) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    for older in sorted(KEPT.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)[:-1]:
        older.unlink(missing_ok=True)
    # Under a name of this process: another run may be at the same.
    unfinished = file.with_suffix(f".{os.getpid()}")
    with contextlib.closing(sqlite3.connect(unfinished)) as target:
        source.backup(target)
    unfinished.rename(file)


@contextlib.contextmanager
def _alone(folder: pathlib.Path) -> Iterator[None]:
    with (folder / "migrating.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
