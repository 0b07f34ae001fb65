"""What others read from the area."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from shiming.accounts.types import AccountId
from shiming.directory import errors, queries
from shiming.directory.models import CalendarDay, PermissionGrant
from shiming.directory.types import DayKind
from shiming.kernel.actor import Actor, system_actor
from shiming.kernel.working_days import WorkingCalendar
from tests.directory.conftest import NOW
from tests.factories.accounts import make_account

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


class TestPermissionsOf:
    def test_counts_what_is_held_at_the_moment(self) -> None:
        account = make_account(now=NOW)
        PermissionGrant.objects.create(
            account=account, permission="a:b:c", granted_at=NOW, revoked_at=NOW + HOUR
        )
        account_id = AccountId(account.pk)

        held = [queries.permissions_of(account_id, NOW + HOUR * n) for n in (-1, 0, 1)]

        assert held == [frozenset(), {"a:b:c"}, frozenset()]

    def test_is_empty_for_others(self) -> None:
        account, other = make_account(now=NOW), make_account(now=NOW)
        PermissionGrant.objects.create(account=account, permission="a:b:c", granted_at=NOW)

        assert queries.permissions_of(AccountId(other.pk), NOW) == frozenset()


class TestGetWorkingCalendar:
    def test_is_plain_where_nothing_is_entered(self) -> None:
        assert queries.get_working_calendar() == WorkingCalendar()

    def test_costs_one_query(self, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        CalendarDay.objects.create(day=dt.date(2025, 10, 1), kind=DayKind.HOLIDAY)

        with django_assert_num_queries(1):
            assert queries.get_working_calendar().covers(2025)


class TestListCalendarDays:
    def test_gives_one_year_in_order(self, operator: Actor) -> None:
        for day in (dt.date(2026, 1, 2), dt.date(2026, 1, 1), dt.date(2025, 12, 31)):
            CalendarDay.objects.create(day=day, kind=DayKind.HOLIDAY, name="元旦")

        days = queries.list_calendar_days(year=2026, viewer=operator)

        assert [entry.day for entry in days] == [dt.date(2026, 1, 1), dt.date(2026, 1, 2)]
        assert queries.list_calendar_years(viewer=operator) == [2025, 2026]

    def test_refuses_others(self, stranger: Actor) -> None:
        with pytest.raises(errors.MayNotEditCalendar):
            queries.list_calendar_days(year=2026, viewer=stranger)
        with pytest.raises(errors.MayNotEditCalendar):
            queries.list_calendar_years(viewer=stranger)
        with pytest.raises(errors.MayNotEditCalendar):
            queries.get_calendar_day(day=dt.date(2026, 1, 1), viewer=stranger)

    def test_lets_the_system_in(self) -> None:
        assert queries.list_calendar_days(year=2026, viewer=system_actor(device="tests")) == []
