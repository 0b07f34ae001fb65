"""Settings of the test run: the product's own, in mode `test`, with keys made for it."""

import base64
import contextlib
import os
import pathlib
import secrets
import tempfile

_DATA = pathlib.Path(tempfile.mkdtemp(prefix="shiming-tests-"))
# WhiteNoise warns of a folder that is not there, and warnings are errors.
(_DATA / "static").mkdir()
# One for all test runs of this checkout: their databases are copies of one (`tests.migrated`).
_KEY = pathlib.Path(__file__).parent.parent / ".cache" / "migrated" / "key"
if not _KEY.exists():
    _KEY.parent.mkdir(parents=True, exist_ok=True)
    _own = _KEY.with_suffix(f".{os.getpid()}")
    _own.write_text(base64.b64encode(secrets.token_bytes(32)).decode(), "ascii")
    # Another process may have been faster: its key stays.
    with contextlib.suppress(FileExistsError):
        _KEY.hardlink_to(_own)
    _own.unlink()
os.environ |= {
    "SHIMING_MODE": "test",
    "SHIMING_DATA_DIR": str(_DATA),
    "SHIMING_BASE_URL": "http://localhost:8000",
    "SHIMING_SECRET_KEY": secrets.token_urlsafe(48),
    "SHIMING_MASTER_KEYS": f"tests={_KEY.read_text('ascii')}",
}

from config.settings import *  # noqa: E402, F403  # the environment must be set first
from config.settings import DATABASES  # noqa: E402

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # What a power cut would lose does not matter to a test.
    DATABASES["default"]["OPTIONS"] |= {
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF;"
    }
# Threads of live servers must not hold the database when it is thrown away.
DATABASES["default"]["CONN_MAX_AGE"] = 0
# What the product's own costs is asserted in `tests/accounts/test_hashers.py`.
PASSWORD_HASHERS = ["tests.cheap_hasher.CheapHasher"]
