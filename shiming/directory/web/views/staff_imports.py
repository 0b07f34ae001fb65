"""Pages on which officers open many members of staff from a file (S02-5)."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shiming.directory import errors, queries
from shiming.directory.actions.staff.discard_staff_file import discard_staff_file
from shiming.directory.actions.staff.start_staff_import import start_staff_import
from shiming.directory.actions.staff.upload_staff_file import upload_staff_file
from shiming.directory.staff_file import MOST_BYTES, staff_template
from shiming.directory.types import (
    DirectoryPermission,
    StaffImportFacts,
    StaffImportId,
    StaffImportState,
)
from shiming.directory.web.forms.staff_imports import ALL, StaffFileForm, StaffImportForm
from shiming.directory.web.presenters.staff_imports import (
    ImportRow,
    PreviewPage,
    ResultPage,
    faults_table,
    results_table,
)
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.kernel.spreadsheets import csv_of
from shiming.web_kit.actors import actor_of, require_permission
from shiming.web_kit.pages import render_page
from shiming.web_kit.refusals import render_refusal

_guard = require_permission(DirectoryPermission.MANAGE_STAFF)
_UPLOAD = "directory/staff/staff_file.html"
_IMPORT = "directory/staff/staff_import.html"
_PROGRESS = "directory/staff/_staff_import_progress.html"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_INVALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
@_guard
def staff_file(request: HttpRequest) -> HttpResponse:
    """Take a file in; nobody is opened before the officer has seen what is wrong with it."""
    form = StaffFileForm(request.POST, request.FILES) if request.method == "POST" else None
    own = queries.list_staff_imports(viewer=actor_of(request))
    context = {"form": form or StaffFileForm(), "rows": [ImportRow.of(one) for one in own]}
    if form is None:
        return render(request, _UPLOAD, context)
    if not form.is_valid():
        return render(request, _UPLOAD, context, status=_INVALID)
    try:
        import_id = upload_staff_file(
            # One byte more than a file may have shows that there is too much.
            content=form.cleaned_data["file"].read(MOST_BYTES + 1),
            officer=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, _UPLOAD, context)
    return _see(import_id)


@require_safe
@_guard
def staff_file_template(request: HttpRequest) -> HttpResponse:
    """Hand out the workbook to fill in."""
    del request  # The same for everybody.
    return _download(staff_template(), name="staff.xlsx", content_type=_XLSX)


@require_safe
@_guard
def staff_import(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Show what is wrong with a file, or how far its import has come, or what became of it."""
    facts = _facts(request, import_id)
    context = _context(request, facts, StaffImportForm())
    return render_page(request, _IMPORT, context, fragment=_PROGRESS)


@require_safe
@_guard
def staff_import_report(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Hand out, as a file, what is wrong with each line, or what became of each."""
    facts = _facts(request, import_id)
    if facts.state is StaffImportState.CHECKED:
        checked = queries.preview_staff_import(facts.id, viewer=actor_of(request))
        rows = faults_table(checked)
    else:
        rows = results_table(facts)
    return _download(csv_of(rows), name="report.csv", content_type="text/csv; charset=utf-8")


@require_POST
@_guard
def staff_import_start(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Begin the import in the way that the officer chose."""
    facts = _facts(request, import_id)
    form = StaffImportForm(request.POST)
    if not form.is_valid():
        return render(request, _IMPORT, _context(request, facts, form), status=_INVALID)
    try:
        start_staff_import(
            import_id=facts.id,
            takes_all=form.cleaned_data["mode"] == ALL,
            officer=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, _IMPORT, _context(request, facts, form))
    return _see(facts.id)


@require_POST
@_guard
def staff_import_discard(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Throw a file away that was not imported."""
    facts = _facts(request, import_id)
    try:
        discard_staff_file(import_id=facts.id, officer=actor_of(request), now=clock.now())
    except errors.StaffImportMovedOn as error:
        context = _context(request, facts, StaffImportForm())
        return render_refusal(request, error, _IMPORT, context)
    return HttpResponseRedirect(reverse("directory:staff-file"), status=303)


def _facts(request: HttpRequest, import_id: uuid.UUID) -> StaffImportFacts:
    return queries.get_staff_import(StaffImportId(import_id), viewer=actor_of(request))


def _context(
    request: HttpRequest, facts: StaffImportFacts, form: StaffImportForm
) -> dict[str, object]:
    is_checked = facts.state is StaffImportState.CHECKED
    is_running = facts.state is StaffImportState.RUNNING
    preview = None
    if is_checked:
        checked = queries.preview_staff_import(facts.id, viewer=actor_of(request))
        preview = PreviewPage.of(checked)
    return {
        "facts": facts,
        "is_running": is_running,
        "preview": preview,
        "result": None if is_checked or is_running else ResultPage.of(facts),
        "form": form,
        "note": _("全部写入后一次完成，期间可以离开本页。") if facts.takes_all else "",
    }


def _download(content: bytes, *, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _see(import_id: StaffImportId) -> HttpResponse:
    return HttpResponseRedirect(reverse("directory:staff-import", args=[import_id]), status=303)
