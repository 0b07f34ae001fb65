"""Who asks to act for the present unit, for those who head it (S31-12)."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from shiming.accounts.types import PersonId
from shiming.kernel import clock
from shiming.kernel.actor import Actor
from shiming.legal_persons import queries
from shiming.legal_persons.actions.offices.decide_request import decide_request
from shiming.legal_persons.policies.management import managed_unit
from shiming.legal_persons.policies.offices import HEADS, refusal_to_decide_request
from shiming.legal_persons.types import LegalPersonPermission, OfficeId
from shiming.legal_persons.web.presenters.offices import request_row
from shiming.web_kit.actors import actor_of, require_sign_in

_FORBIDDEN = 403
_INVALID = 422
_DECISIONS = ("approve", "refuse")


@require_safe
@require_sign_in
def requests(request: HttpRequest) -> HttpResponse:
    """List who asks: undecided first; whoever acts for no unit now is led to the one they head."""
    actor = actor_of(request)
    if not actor.may(LegalPersonPermission.MANAGE_OFFICERS):
        return _switch_first(request, actor)
    unit = queries.get_legal_person(managed_unit(actor))
    rows = [request_row(office) for office in queries.list_requests_and_decisions(unit.id)]
    context = {"unit": unit.name, "rows": rows, "is_done": "done" in request.GET}
    return render(request, "legal_persons/requests/list.html", context)


@require_POST
@require_sign_in
def decide(request: HttpRequest, office_id: uuid.UUID) -> HttpResponse:
    """Ask back, and then let somebody act for the present unit, or not."""
    actor, decision = actor_of(request), request.POST.get("decision", "")
    if decision in _DECISIONS and request.POST.get("confirmed") == "yes":
        decide_request(
            office_id=OfficeId(office_id),
            is_approved=decision == "approve",
            actor=actor,
            now=clock.now(),
        )
        return redirect(f"{reverse('legal_persons:requests')}?done")
    office = queries.get_office(OfficeId(office_id))
    if refusal := refusal_to_decide_request(office=office, actor=actor):
        raise refusal
    if decision not in _DECISIONS:
        return redirect("legal_persons:requests")
    context = {"row": request_row(office), "decision": decision, "unit": office.unit_name}
    return render(request, "legal_persons/requests/decide.html", context)


def _switch_first(request: HttpRequest, actor: Actor) -> HttpResponse:
    offices = (
        []
        if actor.person_id is None
        else queries.list_active_offices(person_id=PersonId(actor.person_id), now=clock.now())
    )
    headed = [
        {"key": f"office:{office.id}", "unit": office.unit_name}
        for office in offices
        if office.kind in HEADS
    ]
    context = {"offices": headed}
    return render(request, "legal_persons/requests/switch_first.html", context, status=_FORBIDDEN)
