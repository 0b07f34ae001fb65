"""Working days: Monday to Friday, less holidays, plus make-up days at weekends (Q09, Q47)."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from itertools import islice

_SATURDAY = 5
# No run of holidays is as long: a calendar that has one is broken, and must not loop for ever.
_LONGEST_BREAK = 366


class NoWorkingDay(ValueError):
    """A calendar has no working day for a year: an operator's mistake that no citizen can mend."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class WorkingCalendar:
    """Which days are worked. A make-up day beats a holiday, and both beat the day of the week."""

    holidays: frozenset[dt.date] = frozenset()
    make_up_days: frozenset[dt.date] = frozenset()

    def is_working_day(self, day: dt.date) -> bool:
        """Tell whether offices work on `day`."""
        if day in self.make_up_days:
            return True
        return day.weekday() < _SATURDAY and day not in self.holidays

    def covers(self, year: int) -> bool:
        """Tell whether anybody has entered days of `year`: without them dates are provisional."""
        return any(day.year == year for day in self.holidays | self.make_up_days)

    def next_working_days(self, after: dt.date, count: int) -> list[dt.date]:
        """
        Return the first `count` working days later than `after`, which is never one of them (Q09).

        :raises NoWorkingDay: if the calendar has none for a year
        """
        return list(islice(self._working_days_after(after), count))

    def add_working_days(self, start: dt.date, count: int) -> dt.date:
        """
        Return the last day of a period of `count` working days that begins the day after `start`.

        For a count of nought it is `start` itself, even if nobody works then.

        :raises NoWorkingDay: if the calendar has none for a year
        """
        return self.next_working_days(start, count)[-1] if count else start

    def count_working_days(self, after: dt.date, until: dt.date) -> int:
        """Return how many working days lie later than `after` and not later than `until`."""
        days = (after + dt.timedelta(days=n) for n in range(1, (until - after).days + 1))
        return sum(self.is_working_day(day) for day in days)

    def _working_days_after(self, day: dt.date) -> Iterator[dt.date]:
        last = day
        while (day - last).days < _LONGEST_BREAK:
            day += dt.timedelta(days=1)
            if self.is_working_day(day):
                yield day
                last = day
        raise NoWorkingDay
