"""The register of all systems that sign people in (S19-6)."""

import csv
import io
import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shiming.identity_provider import ports, queries
from shiming.identity_provider.actions.registry.admit_units_alone import admit_units_alone
from shiming.identity_provider.actions.registry.enter_system import enter_system
from shiming.identity_provider.queries import SystemFacts
from shiming.identity_provider.types import RegisteredSystemId, RegistryPermission, SystemState
from shiming.identity_provider.web.forms.registry import (
    STATES,
    AloneForm,
    SystemFilterForm,
    SystemForm,
)
from shiming.identity_provider.web.presenters.registry import SystemRow, present
from shiming.kernel import clock
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from shiming.web_kit.actors import actor_of, require_permission
from shiming.web_kit.refusals import render_refusal

_INVALID = 422
_FORM = "identity_provider/registry/system.html"
_guard = require_permission(RegistryPermission.MANAGE)
# What a spreadsheet would take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@require_GET
@_guard
def systems(request: HttpRequest) -> HttpResponse:
    """List the systems with authentication functions."""
    form = SystemFilterForm(request.GET)
    rows = tuple(present(one) for one in _found(form, actor_of(request)))
    basis = ports.legal_basis()
    context = {
        "rows": rows,
        "form": form,
        "legal_basis": basis.en if (get_language() or "").startswith("en") else basis.zh,
        "is_filtered": any(request.GET.get(name) for name in ("state", "text")),
        "query": request.GET.urlencode(),
    }
    return render(request, "identity_provider/registry/systems.html", context)


@require_GET
@_guard
def systems_file(request: HttpRequest) -> HttpResponse:
    """Hand the same list out as a file that spreadsheets read."""
    rows = [present(one) for one in _found(SystemFilterForm(request.GET), actor_of(request))]
    response = HttpResponse(_file(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="systems.csv"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@_guard
def system_add(request: HttpRequest) -> HttpResponse:
    """Enter a system that is not connected."""
    return _enter(request, None, SystemForm())


@require_http_methods(["GET", "HEAD", "POST"])
@_guard
def system(request: HttpRequest, system_id: uuid.UUID) -> HttpResponse:
    """Change the entry of a system, or grant it an exception."""
    now = clock.now()
    facts = queries.get_system(
        system_id=RegisteredSystemId(system_id),
        viewer=actor_of(request),
        today=clock.today_in_china(now),
    )
    if facts.client_id:
        context = {"row": present(facts)}
        return render(request, "identity_provider/registry/connected.html", context)
    initial = {
        "name": facts.name,
        "owner": facts.owner,
        "item_codes": "\n".join(facts.item_codes),
        "state": facts.state.value,
        "exception_until": facts.exception_until,
        "reason": facts.reason,
        "version": facts.version,
    }
    return _enter(request, RegisteredSystemId(system_id), SystemForm(initial=initial))


@require_POST
@_guard
def client_alone(request: HttpRequest, client_id: str) -> HttpResponse:
    """Open a client to units that come by their password alone, or close it (S35-8)."""
    form = AloneForm(request.POST)
    admit_units_alone(
        client_id=client_id,
        is_admitted=form.is_valid() and form.cleaned_data["is_admitted"],
        officer=actor_of(request),
        now=clock.now(),
    )
    return redirect("identity_provider:systems")


def _enter(
    request: HttpRequest, system_id: RegisteredSystemId | None, form: SystemForm
) -> HttpResponse:
    context: dict[str, object] = {"form": form, "is_new": system_id is None}
    if request.method != "POST":
        return render(request, _FORM, context)
    form = SystemForm(request.POST)
    context["form"] = form
    if not form.is_valid():
        return render(request, _FORM, context, status=_INVALID)
    try:
        enter_system(
            system_id=system_id,
            version=form.cleaned_data["version"],
            entry=form.entry(),
            officer=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, _FORM, context)
    return redirect("identity_provider:systems")


def _found(form: SystemFilterForm, viewer: Actor) -> list[SystemFacts]:
    is_valid = form.is_valid()
    state = form.cleaned_data.get("state") if is_valid else ""
    return queries.list_systems(
        viewer=viewer,
        state=SystemState(state) if state else None,
        text=form.cleaned_data["text"] if is_valid else "",
        today=clock.today_in_china(clock.now()),
    )


def _file(rows: list[SystemRow]) -> str:
    # The mark at the beginning tells spreadsheets that it is UTF-8.
    text = io.StringIO("\ufeff", newline="")
    text.seek(0, io.SEEK_END)
    writer = csv.writer(text)
    writer.writerow(
        [
            _("所属单位"),
            _("系统名称"),
            _("状态"),
            _("例外截止日期"),
            _("例外理由"),
            _("服务事项编码"),
            _("客户端标识"),
        ]
    )
    for row in rows:
        cells = (
            row.owner,
            row.name,
            str(STATES[row.state]),
            row.until,
            row.reason,
            " ".join(row.item_codes),
            row.client_id,
        )
        writer.writerow([_harmless(cell) for cell in cells])
    return text.getvalue()


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
