"""What the pages of the area show."""

import dataclasses
import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiming.directory.types import DayEntry, DayKind
from shiming.directory.web.forms.calendar import KIND_LABELS

_WEEKDAYS = tuple(
    gettext_lazy(name) for name in ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
)
_LOOKS = {DayKind.HOLIDAY: "success", DayKind.MAKE_UP: "warning"}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """A row of the list."""

    date: str
    weekday: str
    kind: str
    look: str
    name: str
    remove_url: str

    @classmethod
    def of(cls, entry: DayEntry) -> "DayRow":
        """Return the row of an entry, in the language of the reader."""
        return cls(
            date=entry.day.isoformat(),
            weekday=str(_WEEKDAYS[entry.day.weekday()]),
            kind=str(KIND_LABELS[entry.kind]),
            look=_LOOKS[entry.kind],
            name=entry.name or _("未填写"),
            remove_url=reverse("directory:calendar-remove", kwargs={"day": entry.day}),
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class YearLink:
    """A way to another year."""

    year: int
    url: str
    is_current: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPage:
    """The page of a year."""

    year: int
    rows: tuple[DayRow, ...]
    years: tuple[YearLink, ...]
    was_changed: bool

    @classmethod
    def of(
        cls,
        *,
        year: int,
        entries: Iterable[DayEntry],
        entered_years: Iterable[int],
        today: dt.date,
        was_changed: bool,
    ) -> "CalendarPage":
        """Return the page; this year and the next can always be reached."""
        years = sorted({*entered_years, year, today.year, today.year + 1})
        return cls(
            year=year,
            rows=tuple(DayRow.of(entry) for entry in entries),
            years=tuple(
                YearLink(year=other, url=calendar_url(other), is_current=other == year)
                for other in years
            ),
            was_changed=was_changed,
        )


def calendar_url(year: int, *, was_changed: bool = False) -> str:
    """Return the address of a year's page."""
    suffix = "&changed=1" if was_changed else ""
    return f"{reverse('directory:calendar-list')}?year={year}{suffix}"
