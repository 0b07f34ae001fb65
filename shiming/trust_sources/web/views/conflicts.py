"""Pages on which officers decide what two nodes do not agree about."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.trust_sources.actions.nodes.confirm_settlement import confirm_settlement
from shiming.trust_sources.actions.nodes.settle_conflict import settle_conflict
from shiming.trust_sources.queries import nodes as queries
from shiming.trust_sources.types.nodes import ConflictId, Decision, NodePermission
from shiming.trust_sources.web.forms.nodes import DecisionForm
from shiming.trust_sources.web.presenters.nodes import ConflictRow
from shiming.web_kit.actors import actor_of, require_permission
from shiming.web_kit.refusals import render_refusal

_guard = require_permission(NodePermission.SETTLE)
_PAGE = "trust_sources/nodes/conflict_settle.html"


@require_GET
@_guard
def conflict_list(request: HttpRequest) -> HttpResponse:
    """Show what waits for a decision."""
    found = queries.list_conflicts(viewer=actor_of(request))
    rows = tuple(ConflictRow.of(facts) for facts in found)
    context = {"rows": rows, "was_changed": "changed" in request.GET}
    return render(request, "trust_sources/nodes/conflict_list.html", context)


@require_http_methods(["GET", "POST"])
@_guard
def conflict_settle(request: HttpRequest, conflict_id: uuid.UUID) -> HttpResponse:
    """Show both sides, masked, and take a decision with its reason."""
    facts = queries.get_conflict(conflict_id=ConflictId(conflict_id), viewer=actor_of(request))
    sent = request.POST if request.method == "POST" else None
    form = DecisionForm(sent, may_be_two=facts.may_be_two)
    context = {"row": ConflictRow.of(facts), "form": form}
    if request.method == "GET":
        return render(request, _PAGE, context)
    if not form.is_valid():
        return render(request, _PAGE, context, status=422)
    try:
        settle_conflict(
            conflict_id=ConflictId(conflict_id),
            decision=Decision(form.cleaned_data["decision"]),
            reason=form.cleaned_data["reason"],
            officer=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, _PAGE, context)
    return _to_list()


@require_POST
@_guard
def conflict_confirm(request: HttpRequest, conflict_id: uuid.UUID) -> HttpResponse:
    """Take a second officer's yes or no."""
    confirm_settlement(
        conflict_id=ConflictId(conflict_id),
        agrees=request.POST.get("agrees") == "yes",
        officer=actor_of(request),
        now=clock.now(),
    )
    return _to_list()


def _to_list() -> HttpResponse:
    url = reverse("trust_sources:conflict-list")
    return HttpResponseRedirect(f"{url}?changed=1", status=303)
