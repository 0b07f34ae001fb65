"""Pages on which officers say what scopes and resources demand of people (C2)."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from shiming.accounts import queries as accounts
from shiming.identity_provider import queries
from shiming.identity_provider.actions.scope_levels.decide_scope_level import decide_scope_level
from shiming.identity_provider.actions.scope_levels.propose_scope_level import (
    propose_scope_level,
)
from shiming.identity_provider.types import RegistryPermission, ScopeLevelId
from shiming.identity_provider.web.forms.scope_levels import ScopeDecisionForm, ScopeLevelForm
from shiming.identity_provider.web.presenters.scope_levels import present
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.kernel.levels import Level
from shiming.web_kit.actors import actor_of, require_permission
from shiming.web_kit.refusals import render_refusal

_INVALID = 422
_PAGE_SIZE = 50
_DIGITS = 6
_FORM = "identity_provider/registry/scope_level.html"
_DECIDE = "identity_provider/registry/scope_level_decide.html"
_guard = require_permission(RegistryPermission.MANAGE)


@require_GET
@_guard
def scope_levels(request: HttpRequest) -> HttpResponse:
    """List scopes and resources with what they demand."""
    asked = request.GET.get("page", "")
    page = int(asked[:_DIGITS]) if asked.isascii() and asked.isdigit() else 0
    rows, count = queries.list_scope_levels(
        viewer=actor_of(request), offset=page * _PAGE_SIZE, limit=_PAGE_SIZE
    )
    url = reverse("identity_provider:scope-levels")
    context = {
        "rows": tuple(present(one) for one in rows),
        "previous_url": f"{url}?page={page - 1}" if page else "",
        "next_url": f"{url}?page={page + 1}" if (page + 1) * _PAGE_SIZE < count else "",
    }
    return render(request, "identity_provider/registry/scope_levels.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@_guard
def scope_level(request: HttpRequest) -> HttpResponse:
    """Ask which level a scope shall demand, for a second officer to decide."""
    viewer = actor_of(request)
    facts = queries.get_scope_level(name=request.GET.get("name", ""), viewer=viewer)
    in_force = facts.in_force
    initial = {
        "min_level": (in_force.min_level if in_force else Level.REGISTERED).value,
        "min_unit_level": (in_force.min_unit_level if in_force else Level.REGISTERED).value,
    }
    form = ScopeLevelForm(request.POST if request.method == "POST" else None, initial=initial)
    context = {"form": form, "row": present(facts)}
    if request.method != "POST":
        return render(request, _FORM, context)
    if not form.is_valid():
        return render(request, _FORM, context, status=_INVALID)
    try:
        propose_scope_level(
            name=facts.name,
            min_level=form.cleaned_data["min_level"],
            min_unit_level=form.cleaned_data["min_unit_level"],
            reason=form.cleaned_data["reason"],
            officer=viewer,
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, _FORM, context)
    return redirect("identity_provider:scope-levels")


@require_http_methods(["GET", "HEAD", "POST"])
@_guard
def scope_level_decide(request: HttpRequest, level_id: uuid.UUID) -> HttpResponse:
    """Show what was proposed beside what is in force, and take the second officer's decision."""
    officer = actor_of(request)
    facts = queries.get_proposed_level(level_id=ScopeLevelId(level_id), viewer=officer)
    form = ScopeDecisionForm(request.POST if request.method == "POST" else None)
    context = {
        "form": form,
        "row": present(facts),
        "is_own": facts.proposed is not None
        and accounts.is_of_actor(facts.proposed.proposed_by, actor=officer),
    }
    if request.method != "POST":
        return render(request, _DECIDE, context)
    if not form.is_valid():
        return render(request, _DECIDE, context, status=_INVALID)
    try:
        decide_scope_level(
            level_id=ScopeLevelId(level_id),
            is_approved=request.POST.get("decision") == "approve",
            reason=form.cleaned_data["reason"],
            officer=officer,
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, _DECIDE, context)
    return redirect("identity_provider:scope-levels")
