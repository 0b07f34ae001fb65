"""Pages on which operators keep the working calendar."""

import datetime as dt

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shiming.directory import queries
from shiming.directory.actions.import_calendar_days import import_calendar_days
from shiming.directory.actions.remove_calendar_day import remove_calendar_day
from shiming.directory.actions.set_calendar_day import set_calendar_day
from shiming.directory.calendar_file import MAX_BYTES
from shiming.directory.types import DirectoryPermission
from shiming.directory.web.forms.calendar import CalendarDayForm, CalendarFileForm
from shiming.directory.web.presenters.calendar import CalendarPage, DayRow, calendar_url
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.web_kit.actors import actor_of, require_permission
from shiming.web_kit.pages import render_page
from shiming.web_kit.refusals import render_refusal

_YEARS = range(1950, 2200)

_guard = require_permission(DirectoryPermission.EDIT_CALENDAR)


@require_GET
@_guard
def calendar_list(request: HttpRequest) -> HttpResponse:
    """Show the days of a year, and a form to enter another."""
    return _calendar_page(request, year=_year_of(request), form=CalendarDayForm())


@require_POST
@_guard
def calendar_add(request: HttpRequest) -> HttpResponse:
    """Enter a day and go back to its year, or show the form again with what is wrong."""
    form = CalendarDayForm(request.POST)
    if not form.is_valid():
        return _calendar_page(request, year=_year_of(request), form=form, status=422)
    entry = form.entry()
    set_calendar_day(entry=entry, operator=actor_of(request), now=clock.now())
    return _see_other(calendar_url(entry.day.year, was_changed=True))


@require_http_methods(["GET", "POST"])
@_guard
def calendar_import(request: HttpRequest) -> HttpResponse:
    """Ask for a file, and enter its days."""
    template = "directory/calendar_import.html"
    if request.method == "GET":
        return render(request, template, {"form": CalendarFileForm()})
    form = CalendarFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, template, {"form": form}, status=422)
    try:
        imported = import_calendar_days(
            # One byte more than is allowed shows that there is too much.
            content=form.cleaned_data["file"].read(MAX_BYTES + 1),
            operator=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, template, {"form": CalendarFileForm()})
    return _see_other(calendar_url(imported.last_year, was_changed=True))


@require_http_methods(["GET", "POST"])
@_guard
def calendar_remove(request: HttpRequest, day: dt.date) -> HttpResponse:
    """Ask whether a day is to be removed, and remove it once that is confirmed."""
    actor = actor_of(request)
    if request.method == "POST" and "confirmed" in request.POST:
        remove_calendar_day(day=day, operator=actor, now=clock.now())
        return _see_other(calendar_url(day.year, was_changed=True))
    row = DayRow.of(queries.get_calendar_day(day=day, viewer=actor))
    return render_page(
        request,
        "directory/calendar_remove.html",
        {"row": row, "back_url": calendar_url(day.year)},
        fragment="directory/_calendar_remove.html",
    )


def _calendar_page(
    request: HttpRequest, *, year: int, form: CalendarDayForm, status: int = 200
) -> HttpResponse:
    viewer = actor_of(request)
    page = CalendarPage.of(
        year=year,
        entries=queries.list_calendar_days(year=year, viewer=viewer),
        entered_years=queries.list_calendar_years(viewer=viewer),
        today=clock.today_in_china(clock.now()),
        was_changed="changed" in request.GET,
    )
    context = {"page": page, "form": form}
    return render(request, "directory/calendar_list.html", context, status=status)


def _year_of(request: HttpRequest) -> int:
    asked = request.GET.get("year", "")
    if len(asked) <= 4 and asked.isdecimal() and int(asked) in _YEARS:  # noqa: PLR2004 - YYYY
        return int(asked)
    return clock.today_in_china(clock.now()).year


def _see_other(url: str) -> HttpResponse:
    return HttpResponseRedirect(url, status=303)
