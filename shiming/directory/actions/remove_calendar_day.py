"""Use case: an operator removes a day from the working calendar."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.directory import queries
from shiming.directory.models import CalendarDay
from shiming.directory.types import DirectoryEvent
from shiming.kernel.actor import Actor


def remove_calendar_day(*, day: dt.date, operator: Actor, now: dt.datetime) -> None:
    """
    Remove a day, so that its day of the week decides again.

    :raises errors.MayNotEditCalendar: if the operator may not edit the calendar
    :raises errors.CalendarDayNotFound: if nothing is entered for it
    """
    with transaction.atomic(durable=True):
        entry = queries.get_calendar_day(day=day, viewer=operator)
        CalendarDay.objects.filter(day=day).delete()
        audit.record(
            event=DirectoryEvent.CALENDAR_DAY_REMOVED,
            actor=operator,
            subject=f"calendar_day:{day.isoformat()}",
            at=now,
            details={"kind": entry.kind.value},
        )
