"""
The standard format in which users are handed over (S33-21): shiming-users/1.

UTF-8, lines ending in LF. The first line is a JSON object that says what follows: `format`,
`export` (one key for all files of one handing over), `number` (from 1), `is_last`, how many
`natural` and `legal` users there are, and `sha256` of all bytes after the first line. Each further
line is one user.
"""

import dataclasses
import hashlib
import json
import uuid
from collections.abc import Sequence

from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.policies.users import LEGAL, NATURAL, SharedUser, write_user

FORMAT = "shiming-users/1"
_KEYS = {"format", "export", "number", "is_last", "natural", "legal", "sha256"}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StockContent:
    """A file whose first line was true; the lines themselves are not looked at yet."""

    export_id: uuid.UUID
    number: int
    is_last: bool
    digest: str
    lines: tuple[str, ...] = dataclasses.field(repr=False)


def read_stock(content: bytes, *, most_lines: int, most_bytes: int) -> StockContent:
    """
    Return what a file holds, once its length and digest are what its first line says.

    :raises errors.StockTooLarge: if it is longer than a file may be
    :raises errors.StockDamaged: if it is cut off, changed, or not of the format
    """
    if len(content) > most_bytes:
        raise errors.StockTooLarge(bytes=len(content))
    first, _, rest = content.partition(b"\n")
    try:
        head = json.loads(first)
        lines = rest.decode().splitlines()
        if not isinstance(head, dict) or head.keys() != _KEYS or head["format"] != FORMAT:
            raise errors.StockDamaged
        export_id, number = uuid.UUID(head["export"]), _count(head["number"])
        total = _count(head["natural"]) + _count(head["legal"])
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise errors.StockDamaged from error
    if number < 1 or not isinstance(head["is_last"], bool) or total != len(lines):
        raise errors.StockDamaged
    if hashlib.sha256(rest).hexdigest() != head["sha256"]:
        raise errors.StockDamaged
    if total > most_lines:
        raise errors.StockTooLarge(lines=total)
    return StockContent(
        export_id=export_id,
        number=number,
        is_last=head["is_last"],
        digest=head["sha256"],
        lines=tuple(lines),
    )


def write_stock(
    users: Sequence[SharedUser], *, export_id: uuid.UUID, number: int, is_last: bool
) -> bytes:
    """Return the file that holds these users."""
    lines = [write_user(user) for user in users]
    rest = "".join(
        json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines
    ).encode()
    kinds = [line["kind"] for line in lines]
    head = {
        "format": FORMAT,
        "export": str(export_id),
        "number": number,
        "is_last": is_last,
        "natural": kinds.count(NATURAL),
        "legal": kinds.count(LEGAL),
        "sha256": hashlib.sha256(rest).hexdigest(),
    }
    return json.dumps(head, separators=(",", ":")).encode() + b"\n" + rest


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise errors.StockDamaged
    return value
