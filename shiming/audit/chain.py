"""
The hash chain: what is hashed of a record and of a seal, the same on both databases.

The chain value of a record is the digest of the value before it and of its canonical form; a
seal begins with the digest of the seal before. So each change shows at the very record.
"""

import datetime as dt
import functools
import hashlib
from collections.abc import Callable
from typing import Protocol

from django.db import connection

from shiming.audit.types import DigestAlgorithm

SEPARATOR = "\x1f"
# The instant comes first: verification compares it without taking the rest apart.
_INSTANT = {
    "sqlite": "substr(r.at || '.000000', 1, 26)",
    "postgresql": "to_char(r.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
}
_UUID = {
    "sqlite": "coalesce(r.{0}, '')",
    "postgresql": "coalesce(replace(r.{0}::text, '-', ''), '')",
}
_NUMBER = "CAST(r.{0} AS text)"
_TEXT = "r.{0}"
_CHARACTER = {"sqlite": "char(31)", "postgresql": "chr(31)"}
INSTANT_LENGTH = 26


def canonical_form() -> str:
    """
    Return the SQL that makes one text of the record `r`: its columns, divided by U+001F.

    The database does it, because Python would need ten times as long for it.
    """
    vendor = connection.vendor
    uuid = _UUID[vendor]
    parts = [
        _INSTANT[vendor],
        *(_NUMBER.format(name) for name in ("id", "level")),
        *(_TEXT.format(name) for name in ("event", "subject", "acting_kind", "methods")),
        *(
            uuid.format(name)
            for name in (
                "account_id",
                "person_id",
                "session_id",
                "organisation_id",
                "legal_person_id",
            )
        ),
        *(
            _TEXT.format(name)
            for name in ("purpose", "case_number", "address", "device", "details")
        ),
    ]
    return f" || {_CHARACTER[vendor]} || ".join(parts)


def digest_with(algorithm: DigestAlgorithm) -> Callable[[bytes], "Digest"]:
    """Return hashlib's constructor for `algorithm`."""
    if algorithm is DigestAlgorithm.SHA256:
        return hashlib.sha256
    return functools.partial(hashlib.new, algorithm.value)


class Digest(Protocol):
    """What is used of hashlib's objects."""

    def digest(self) -> bytes:
        """Return the digest."""

    def hexdigest(self) -> str:
        """Return the digest in hexadecimal."""


def instant_text(instant: dt.datetime) -> str:
    """Return an instant as the canonical form has it: texts compare as instants do."""
    return instant.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def seal_digest(
    *,
    algorithm: DigestAlgorithm,
    previous_digest: str,
    sequence: int,
    first_position: int,
    last_position: int,
    count: int,
    records_digest: str,
    sealed_at: dt.datetime,
) -> str:
    """Return the digest of a seal over all that it says."""
    parts = (
        algorithm.value,
        previous_digest,
        sequence,
        first_position,
        last_position,
        count,
        records_digest,
        instant_text(sealed_at),
    )
    return digest_with(algorithm)(SEPARATOR.join(map(str, parts)).encode()).hexdigest()
