"""
The file from which a year's days are imported: the yearly notice, typed into a spreadsheet.

CSV in UTF-8 (with or without mark), first line `date,kind,name`:

    date,kind,name
    2025-10-01,holiday,国庆节
    2025-09-28,make_up,国庆节

Kinds are `holiday` or 休, `make_up` or 班. A date that is entered already is replaced; all or
nothing is imported.
"""

import csv
import datetime as dt
import io

from shiming.directory import errors
from shiming.directory.types import DayEntry, DayKind

MAX_BYTES = 64 * 1024

NAME_LENGTH = 40
_COLUMNS = ["date", "kind", "name"]
_KINDS = {
    "holiday": DayKind.HOLIDAY,
    "休": DayKind.HOLIDAY,
    "make_up": DayKind.MAKE_UP,
    "班": DayKind.MAKE_UP,
}


def read_calendar_file(content: bytes) -> list[DayEntry]:
    """
    Return the days of a file.

    :raises errors.CalendarFileUnreadable: if it is no such file, or has no days
    :raises errors.CalendarLineWrong: if a line has an impossible date, kind or name
    :raises errors.CalendarDayTwice: if a date stands twice
    """
    if len(content) > MAX_BYTES:
        raise errors.CalendarFileUnreadable
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise errors.CalendarFileUnreadable from error
    if len(rows) <= 1 or [cell.strip().lower() for cell in rows[0]] != _COLUMNS:
        raise errors.CalendarFileUnreadable
    entries: dict[dt.date, DayEntry] = {}
    for line, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        entry = _read_row(row, line)
        if entry.day in entries:
            raise errors.CalendarDayTwice(line=line)
        entries[entry.day] = entry
    if not entries:
        raise errors.CalendarFileUnreadable
    return list(entries.values())


def _read_row(row: list[str], line: int) -> DayEntry:
    try:
        date, kind, name = (cell.strip() for cell in row)
        entry = DayEntry(day=dt.date.fromisoformat(date), kind=_KINDS[kind.lower()], name=name)
    except (ValueError, KeyError) as error:
        raise errors.CalendarLineWrong(line=line) from error
    if len(entry.name) > NAME_LENGTH or not entry.name.isprintable():
        raise errors.CalendarLineWrong(line=line)
    return entry
