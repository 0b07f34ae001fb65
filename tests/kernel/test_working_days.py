import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiming.kernel.working_days import NoWorkingDay, WorkingCalendar

# The national days of 2025 as published: 1 to 8 October off, 28 September and 11 October worked.
CALENDAR = WorkingCalendar(
    holidays=frozenset(dt.date(2025, 10, day) for day in range(1, 9)),
    make_up_days=frozenset({dt.date(2025, 9, 28), dt.date(2025, 10, 11)}),
)
PLAIN = WorkingCalendar()


class TestIsWorkingDay:
    @pytest.mark.parametrize(
        ("day", "is_worked"),
        [
            (dt.date(2025, 9, 26), True),
            (dt.date(2025, 9, 27), False),
            (dt.date(2025, 9, 28), True),
            (dt.date(2025, 10, 1), False),
            (dt.date(2025, 10, 9), True),
            (dt.date(2025, 10, 11), True),
            (dt.date(2025, 10, 12), False),
        ],
    )
    def test_knows_holidays_weekends_and_make_up_days(
        self, day: dt.date, *, is_worked: bool
    ) -> None:
        assert CALENDAR.is_working_day(day) is is_worked

    def test_lets_a_make_up_day_beat_a_holiday(self) -> None:
        day = dt.date(2025, 10, 3)
        calendar = WorkingCalendar(holidays=frozenset({day}), make_up_days=frozenset({day}))

        assert calendar.is_working_day(day)


class TestNextWorkingDays:
    def test_starts_with_the_next_working_day(self) -> None:
        monday = dt.date(2025, 9, 22)

        assert PLAIN.next_working_days(monday, 2) == [dt.date(2025, 9, 23), dt.date(2025, 9, 24)]

    @pytest.mark.parametrize("start", [dt.date(2025, 9, 30), dt.date(2025, 10, 5)])
    def test_leaps_over_the_holidays(self, start: dt.date) -> None:
        assert CALENDAR.next_working_days(start, 4) == [
            dt.date(2025, 10, 9),
            dt.date(2025, 10, 10),
            dt.date(2025, 10, 11),
            dt.date(2025, 10, 13),
        ]

    def test_is_empty_for_none(self) -> None:
        assert PLAIN.next_working_days(dt.date(2025, 9, 22), 0) == []

    @given(st.dates(dt.date(2025, 1, 1), dt.date(2026, 12, 31)), st.integers(1, 40))
    def test_gives_as_many_as_asked_all_worked_and_all_later(
        self, start: dt.date, count: int
    ) -> None:
        days = CALENDAR.next_working_days(start, count)

        assert len(days) == count
        assert all(CALENDAR.is_working_day(day) and day > start for day in days)
        assert CALENDAR.count_working_days(start, days[-1]) == count
        assert CALENDAR.add_working_days(start, count) == days[-1]

    def test_does_not_search_for_ever(self) -> None:
        start = dt.date(2025, 1, 1)
        never = WorkingCalendar(
            holidays=frozenset(start + dt.timedelta(days=n) for n in range(800))
        )

        with pytest.raises(NoWorkingDay):
            never.next_working_days(start, 1)


class TestAddWorkingDays:
    def test_counts_from_the_day_after(self) -> None:
        assert CALENDAR.add_working_days(dt.date(2025, 9, 29), 2) == dt.date(2025, 10, 9)

    def test_leaves_the_start_alone_for_none(self) -> None:
        assert PLAIN.add_working_days(dt.date(2025, 9, 27), 0) == dt.date(2025, 9, 27)


class TestCountWorkingDays:
    def test_counts_the_last_day_but_not_the_first(self) -> None:
        assert CALENDAR.count_working_days(dt.date(2025, 9, 30), dt.date(2025, 10, 11)) == 3

    def test_is_nought_backwards(self) -> None:
        assert PLAIN.count_working_days(dt.date(2025, 9, 30), dt.date(2025, 9, 1)) == 0


class TestCovers:
    def test_tells_for_which_years_days_were_entered(self) -> None:
        assert CALENDAR.covers(2025)
        assert not CALENDAR.covers(2026)
