"""Use case: an operator imports the days of a file into the working calendar."""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.directory import operations, policies
from shiming.directory.calendar_file import read_calendar_file
from shiming.directory.types import DirectoryEvent
from shiming.kernel.actor import Actor


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ImportedCalendarDays:
    """What an interface may show once the days are entered."""

    count: int
    last_year: int


def import_calendar_days(
    *, content: bytes, operator: Actor, now: dt.datetime
) -> ImportedCalendarDays:
    """
    Enter all days of a file (see `calendar_file`), or none.

    :raises errors.MayNotEditCalendar: if the operator may not edit the calendar
    :raises errors.CalendarFileUnreadable: if it is no such file, or has no days
    :raises errors.CalendarLineWrong: if a line has an impossible date, kind or name
    :raises errors.CalendarDayTwice: if a date stands twice
    """
    with transaction.atomic(durable=True):
        if refusal := policies.refusal_to_edit_calendar(operator=operator):
            raise refusal
        entries = read_calendar_file(content)
        operations.set_days(entries)
        first, last = min(e.day for e in entries), max(e.day for e in entries)
        audit.record(
            event=DirectoryEvent.CALENDAR_IMPORTED,
            actor=operator,
            subject=f"calendar:{last.year}",
            at=now,
            details={
                "count": len(entries),
                "first": first.isoformat(),
                "last": last.isoformat(),
            },
        )
    return ImportedCalendarDays(count=len(entries), last_year=last.year)
