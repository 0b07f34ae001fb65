"""Reads of the area."""

import datetime as dt

from django.db.models import Q

from shiming.accounts.types import AccountId
from shiming.directory import errors, policies
from shiming.directory.models import CalendarDay, PermissionGrant
from shiming.directory.permission_names import PERMISSION_NAMES
from shiming.directory.types import DayEntry, DayKind
from shiming.kernel import sql_kit
from shiming.kernel.actor import Actor
from shiming.kernel.working_days import WorkingCalendar

# Every sign-in asks this.
_HELD = """
SELECT permission FROM directory_permission_grant
WHERE account_id = %(account)s AND granted_at <= %(now)s
  AND (revoked_at IS NULL OR revoked_at > %(now)s)
"""


def permissions_of(account_id: AccountId, now: dt.datetime) -> frozenset[str]:
    """Return the permissions that the account holds at `now`: the source of `accounts.ports`."""
    rows = sql_kit.fetch(_HELD, {"account": account_id, "now": now})
    return frozenset(str(row[0]) for row in rows)


def grantable_permissions() -> frozenset[str]:
    """Return the permissions that members of staff may hold; those of units are none of them."""
    return frozenset(PERMISSION_NAMES)


def list_holders(*, permission: str, now: dt.datetime) -> list[AccountId]:
    """Return the accounts that hold a permission at `now`, in order."""
    held = PermissionGrant.objects.filter(
        Q(revoked_at__isnull=True) | Q(revoked_at__gt=now),
        permission=permission,
        granted_at__lte=now,
    )
    return [AccountId(key) for key in held.order_by("account").values_list("account", flat=True)]


def get_working_calendar() -> WorkingCalendar:
    """Return which days are worked, as entered by the operators; weekends where nothing is."""
    days = list(CalendarDay.objects.values_list("day", "kind"))
    return WorkingCalendar(
        holidays=frozenset(day for day, kind in days if kind == DayKind.HOLIDAY),
        make_up_days=frozenset(day for day, kind in days if kind == DayKind.MAKE_UP),
    )


def list_calendar_days(*, year: int, viewer: Actor) -> list[DayEntry]:
    """
    Return the days entered for a year, in order, to an operator.

    :raises errors.MayNotEditCalendar: if the viewer may not edit the calendar
    """
    if refusal := policies.refusal_to_edit_calendar(operator=viewer):
        raise refusal
    days = CalendarDay.objects.filter(day__year=year).order_by("day", "pk")
    return [_entry(day) for day in days]


def list_calendar_years(*, viewer: Actor) -> list[int]:
    """
    Return the years for which days were entered, in order, to an operator.

    :raises errors.MayNotEditCalendar: if the viewer may not edit the calendar
    """
    if refusal := policies.refusal_to_edit_calendar(operator=viewer):
        raise refusal
    return [first.year for first in CalendarDay.objects.dates("day", "year")]


def get_calendar_day(*, day: dt.date, viewer: Actor) -> DayEntry:
    """
    Return one day of the calendar to an operator.

    :raises errors.MayNotEditCalendar: if the viewer may not edit the calendar
    :raises errors.CalendarDayNotFound: if nothing is entered for it
    """
    if refusal := policies.refusal_to_edit_calendar(operator=viewer):
        raise refusal
    entered = CalendarDay.objects.filter(day=day).first()
    if entered is None:
        raise errors.CalendarDayNotFound(day=day.isoformat())
    return _entry(entered)


def _entry(day: CalendarDay) -> DayEntry:
    return DayEntry(day=day.day, kind=DayKind(day.kind), name=day.name)
