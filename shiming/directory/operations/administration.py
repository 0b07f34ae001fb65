"""Small writes shared by the use cases of the area."""

from shiming.directory.models import CalendarDay
from shiming.directory.types import DayEntry


def set_days(entries: list[DayEntry]) -> None:
    """Enter the days, in place of what stood at their dates."""
    CalendarDay.objects.bulk_create(
        [CalendarDay(day=entry.day, kind=entry.kind, name=entry.name) for entry in entries],
        update_conflicts=True,
        unique_fields=["day"],
        update_fields=["kind", "name"],
    )
