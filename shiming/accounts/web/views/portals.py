"""The desk for portals: what each address of the platform offers to whom (A7)."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from shiming.accounts import ports, queries
from shiming.accounts.actions.portals.decide_portal import decide_portal
from shiming.accounts.actions.portals.propose_portal import propose_portal
from shiming.accounts.types import (
    AccountPermission,
    PortalChangeId,
    PortalEntry,
    PortalSheet,
)
from shiming.accounts.web import portal_pages
from shiming.accounts.web.forms.portals import (
    NewPortalForm,
    PortalDecisionForm,
    PortalForm,
    initial_of,
)
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.web_kit.actors import actor_of, require_permission
from shiming.web_kit.refusals import render_refusal

_INVALID = 422
_FORM = "accounts/portals/portal.html"
_DECIDE = "accounts/portals/decide.html"
_guard = require_permission(AccountPermission.MANAGE_PORTALS)


@require_safe
@_guard
def portals(request: HttpRequest) -> HttpResponse:
    """List the portals."""
    sheets = queries.list_portal_sheets(viewer=actor_of(request))
    context = {"rows": tuple(portal_pages.row_of(sheet) for sheet in sheets)}
    return render(request, "accounts/portals/portals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@_guard
def portal_add(request: HttpRequest) -> HttpResponse:
    """Ask for a new portal, at an address that has none yet."""
    sheets = queries.list_portal_sheets(viewer=actor_of(request))
    form = NewPortalForm(
        request.POST if request.method == "POST" else None,
        hosts=_free_hosts(sheets, None),
        initial={"offers_all": True},
    )
    return _ask(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@_guard
def portal(request: HttpRequest, code: str) -> HttpResponse:
    """Ask what a portal shall be, for a second officer to decide."""
    viewer = actor_of(request)
    entry = queries.get_portal_sheet(code=code, viewer=viewer).entry or PortalEntry(code=code)
    sheets = queries.list_portal_sheets(viewer=viewer)
    form = PortalForm(
        request.POST if request.method == "POST" else None,
        hosts=_free_hosts(sheets, entry) if entry.host else (),
        initial=initial_of(entry),
    )
    return _ask(request, form, entry)


@require_http_methods(["GET", "HEAD", "POST"])
@_guard
def portal_decide(request: HttpRequest, change_id: uuid.UUID) -> HttpResponse:
    """Show what would change, with the sign-in page as it would be, and take the decision."""
    officer = actor_of(request)
    sheet = queries.get_proposed_portal(change_id=PortalChangeId(change_id), viewer=officer)
    form = PortalDecisionForm(request.POST if request.method == "POST" else None)
    proposed = sheet.proposed
    context = {
        "form": form,
        "code": sheet.code,
        "lines": portal_pages.lines_of(sheet),
        "preview": portal_pages.preview_of(proposed.entry) if proposed else (),
        "reason": proposed.reason if proposed else "",
        "is_own": proposed is not None and queries.is_of_actor(proposed.proposed_by, actor=officer),
    }
    if request.method != "POST":
        return render(request, _DECIDE, context)
    if not form.is_valid():
        return render(request, _DECIDE, context, status=_INVALID)
    try:
        decide_portal(
            change_id=PortalChangeId(change_id),
            is_approved=request.POST.get("decision") == "approve",
            reason=form.cleaned_data["reason"],
            officer=officer,
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, _DECIDE, context)
    return redirect("accounts:portals")


def _ask(request: HttpRequest, form: PortalForm, present: PortalEntry | None) -> HttpResponse:
    context: dict[str, object] = {
        "form": form,
        "places": form.places(),
        "is_new": present is None,
        "code": present.code if present else "",
    }
    if request.method != "POST":
        return render(request, _FORM, context)
    if not form.is_valid():
        return render(request, _FORM, context, status=_INVALID)
    entry = form.entry(present.code if present else form.cleaned_data["code"])
    if "preview" in request.POST:
        # Nothing is kept: the same form, with the sign-in page as it would be.
        return render(request, _FORM, {**context, "preview": portal_pages.preview_of(entry)})
    try:
        propose_portal(
            entry=entry,
            reason=form.cleaned_data["reason"],
            officer=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, _FORM, context)
    return redirect("accounts:portals")


def _free_hosts(sheets: list[PortalSheet], own: PortalEntry | None) -> frozenset[str]:
    """Return the addresses at which no other portal answers."""
    taken = {one.entry.host for one in sheets if one.entry is not None}
    return (ports.site_hosts() - taken) | ({own.host} if own else set())
