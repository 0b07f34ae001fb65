"""Where a page of a list begins, as an address says it: shelf, microseconds, key."""

import datetime as dt
import uuid

from shiming.messages.queries import InboxCursor, TodoCursor
from shiming.messages.types import Shelf

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


def write_cursor(place: int, at: dt.datetime, key: uuid.UUID) -> str:
    """Return the form for an address."""
    return f"{place}.{(at - _EPOCH) // _MICROSECOND}.{key}"


def read_cursor(text: str) -> tuple[int, dt.datetime, uuid.UUID] | None:
    """Read what `write_cursor` wrote; whatever else an address says means the beginning."""
    try:
        place, microseconds, key = text.split(".")
        return int(place), _EPOCH + int(microseconds) * _MICROSECOND, uuid.UUID(key)
    except (ValueError, OverflowError):
        return None


def inbox_cursor(text: str) -> InboxCursor | None:
    """Read where a page of messages begins."""
    read = read_cursor(text)
    if read is None or read[0] not in set(Shelf):
        return None
    return InboxCursor(shelf=Shelf(read[0]), created_at=read[1], id=read[2])


def todo_cursor(text: str) -> TodoCursor | None:
    """Read where a page of to-dos begins."""
    read = read_cursor(text)
    if read is None:
        return None
    return TodoCursor(is_done=bool(read[0]), opened_at=read[1], id=read[2])
