"""Operators keep the working calendar."""

import datetime as dt

import pytest

from shiming.audit import queries as audit
from shiming.directory import errors, queries
from shiming.directory.actions.import_calendar_days import import_calendar_days
from shiming.directory.actions.remove_calendar_day import remove_calendar_day
from shiming.directory.actions.set_calendar_day import set_calendar_day
from shiming.directory.models import CalendarDay
from shiming.directory.types import DayEntry, DayKind
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from tests.directory.conftest import NOW

pytestmark = pytest.mark.django_db

NATIONAL_DAY = DayEntry(day=dt.date(2025, 10, 1), kind=DayKind.HOLIDAY, name="国庆节")
MAKE_UP_DAY = DayEntry(day=dt.date(2025, 9, 28), kind=DayKind.MAKE_UP, name="国庆节")
FILE = """\ufeffdate,kind,name
2025-10-01,holiday,国庆节
2025-10-02,休,国庆节

2025-09-28,make_up,国庆节
2025-10-11,班,
""".encode()


def events() -> list[str]:
    return [
        record.event
        for day in ("calendar_day:2025-10-01", "calendar:2025")
        for record in audit.list_records_unscoped(subject=day)
    ]


class TestSetCalendarDay:
    def test_enters_a_day_and_leaves_a_trail(self, operator: Actor) -> None:
        set_calendar_day(entry=NATIONAL_DAY, operator=operator, now=NOW)

        assert not queries.get_working_calendar().is_working_day(NATIONAL_DAY.day)
        assert queries.list_calendar_days(year=2025, viewer=operator) == [NATIONAL_DAY]
        assert events() == ["directory.calendar.day_set"]

    def test_replaces_what_stood_there(self, operator: Actor) -> None:
        set_calendar_day(entry=NATIONAL_DAY, operator=operator, now=NOW)
        other = DayEntry(day=NATIONAL_DAY.day, kind=DayKind.MAKE_UP, name="")

        set_calendar_day(entry=other, operator=operator, now=NOW)

        assert queries.list_calendar_days(year=2025, viewer=operator) == [other]

    def test_refuses_somebody_without_the_permission(self, stranger: Actor) -> None:
        with pytest.raises(errors.MayNotEditCalendar):
            set_calendar_day(entry=NATIONAL_DAY, operator=stranger, now=NOW)

        assert not CalendarDay.objects.exists()
        assert events() == []


class TestRemoveCalendarDay:
    def test_removes_a_day_and_leaves_a_trail(self, operator: Actor) -> None:
        set_calendar_day(entry=NATIONAL_DAY, operator=operator, now=NOW)

        remove_calendar_day(day=NATIONAL_DAY.day, operator=operator, now=NOW)

        assert queries.get_working_calendar().is_working_day(NATIONAL_DAY.day)
        assert set(events()) == {"directory.calendar.day_set", "directory.calendar.day_removed"}

    def test_refuses_a_day_that_is_not_entered(self, operator: Actor) -> None:
        with pytest.raises(errors.CalendarDayNotFound):
            remove_calendar_day(day=NATIONAL_DAY.day, operator=operator, now=NOW)

        assert events() == []

    def test_refuses_somebody_without_the_permission(
        self, operator: Actor, stranger: Actor
    ) -> None:
        set_calendar_day(entry=NATIONAL_DAY, operator=operator, now=NOW)

        with pytest.raises(errors.MayNotEditCalendar):
            remove_calendar_day(day=NATIONAL_DAY.day, operator=stranger, now=NOW)

        assert CalendarDay.objects.count() == 1


class TestImportCalendarDays:
    def test_enters_every_day_of_a_file(self, operator: Actor) -> None:
        imported = import_calendar_days(content=FILE, operator=operator, now=NOW)

        calendar = queries.get_working_calendar()
        assert (imported.count, imported.last_year) == (4, 2025)
        assert calendar.next_working_days(dt.date(2025, 9, 30), 1) == [dt.date(2025, 10, 3)]
        assert calendar.is_working_day(dt.date(2025, 9, 28))
        assert events() == ["directory.calendar.imported"]

    def test_can_be_done_again(self, operator: Actor) -> None:
        import_calendar_days(content=FILE, operator=operator, now=NOW)

        import_calendar_days(content=FILE, operator=operator, now=NOW)

        assert CalendarDay.objects.count() == 4

    @pytest.mark.parametrize(
        ("content", "refusal", "context"),
        [
            (b"", errors.CalendarFileUnreadable, {}),
            (b"date,kind,name\n", errors.CalendarFileUnreadable, {}),
            (b"date,kind,name\n\n,,\n", errors.CalendarFileUnreadable, {}),
            (b"day;kind;name\n2025-10-01;holiday;", errors.CalendarFileUnreadable, {}),
            (
                "date,kind,name\n2025-10-01,holiday,国庆节".encode("gb18030"),
                errors.CalendarFileUnreadable,
                {},
            ),
            (b'date,kind,name\n"2025-10-01', errors.CalendarFileUnreadable, {}),
            (b"date,kind,name\n" + b"x" * 70_000, errors.CalendarFileUnreadable, {}),
            (b"\x89PNG\r\n\x1a\n\x00", errors.CalendarFileUnreadable, {}),
            (b"date,kind,name\n2025-02-29,holiday,x", errors.CalendarLineWrong, {"line": 2}),
            (b"date,kind,name\n2025-02-28,off,x", errors.CalendarLineWrong, {"line": 2}),
            (b"date,kind,name\n2025-02-28,holiday", errors.CalendarLineWrong, {"line": 2}),
            (
                b"date,kind,name\n2025-10-01,holiday," + b"x" * 41,
                errors.CalendarLineWrong,
                {"line": 2},
            ),
            (b"date,kind,name\n2025-10-01,holiday,a\x00b", errors.CalendarLineWrong, {"line": 2}),
            (
                b"date,kind,name\n2025-10-01,holiday,a\n2025-10-01,make_up,b",
                errors.CalendarDayTwice,
                {"line": 3},
            ),
        ],
    )
    def test_enters_nothing_of_a_wrong_file_and_says_what_is_wrong(
        self,
        operator: Actor,
        content: bytes,
        refusal: type[DomainError],
        context: dict[str, int],
    ) -> None:
        with pytest.raises(refusal) as caught:
            import_calendar_days(content=content, operator=operator, now=NOW)

        assert caught.value.context == context
        assert not CalendarDay.objects.exists()
        assert events() == []

    def test_refuses_somebody_without_the_permission(self, stranger: Actor) -> None:
        with pytest.raises(errors.MayNotEditCalendar):
            import_calendar_days(content=FILE, operator=stranger, now=NOW)

        assert not CalendarDay.objects.exists()
