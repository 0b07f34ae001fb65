"""Use case: an operator enters a holiday or a make-up day."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.directory import operations, policies
from shiming.directory.types import DayEntry, DirectoryEvent
from shiming.kernel.actor import Actor


def set_calendar_day(*, entry: DayEntry, operator: Actor, now: dt.datetime) -> None:
    """
    Enter a day, in place of what stood at its date.

    :raises errors.MayNotEditCalendar: if the operator may not edit the calendar
    """
    with transaction.atomic(durable=True):
        if refusal := policies.refusal_to_edit_calendar(operator=operator):
            raise refusal
        operations.set_days([entry])
        audit.record(
            event=DirectoryEvent.CALENDAR_DAY_SET,
            actor=operator,
            subject=f"calendar_day:{entry.day.isoformat()}",
            at=now,
            details={"kind": entry.kind.value},
        )
