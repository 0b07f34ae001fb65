"""The two databases: SQLite for one machine, PostgreSQL for production (DESIGN.md decision 7)."""

import pathlib
import urllib.parse
from typing import Any


# Any: what Django itself takes for a database.
def database(url: str, data_dir: pathlib.Path) -> dict[str, Any]:
    """
    Return Django's entry for the database at `url`, or for SQLite in `data_dir` if it is empty.

    :raises ValueError: if the scheme is neither postgres nor sqlite
    """
    if not url:
        return _sqlite(str(data_dir / "shiming.sqlite3"))
    parts = urllib.parse.urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(urllib.parse.unquote(parts.path))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("SHIMING_DATABASE_URL: the scheme must be postgres or sqlite")
    query = dict(urllib.parse.parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": urllib.parse.unquote(parts.path.lstrip("/")),
        "USER": urllib.parse.unquote(parts.username or ""),
        "PASSWORD": urllib.parse.unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }


def _sqlite(name: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            # With the default mode, concurrent use cases die with "database is locked".
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: an acknowledged act survives a power cut, as it does on PostgreSQL.
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;",
        },
        # A file, not memory: threads, processes and live servers of tests share it.
        "TEST": {"NAME": f"{name}.test"},
    }
