"""Confirming, granting and ending offices."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from shiming.kernel import clock
from shiming.kernel.actor import Actor
from shiming.legal_persons import queries
from shiming.legal_persons.actions.offices.answer_office import answer_office
from shiming.legal_persons.actions.offices.choose_risk_alerts import choose_risk_alerts
from shiming.legal_persons.actions.offices.leave_office import leave_office
from shiming.legal_persons.office_titles import OWN_ENDS, UNIT_ENDS, end_of, title_of
from shiming.legal_persons.policies.offices import is_holder, refusal_to_answer, refusal_to_end
from shiming.legal_persons.types import OfficeEnd, OfficeFacts, OfficeId
from shiming.legal_persons.web.forms.offices import EndForm
from shiming.legal_persons.web.presenters.offices import offer_facts
from shiming.web_kit.actors import actor_of, require_sign_in

_INVALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def answer(request: HttpRequest, office_id: uuid.UUID) -> HttpResponse:
    """Show what an office that is offered means, and take the consent or the no (S31-11)."""
    actor, now = actor_of(request), clock.now()
    answered = request.POST.get("answer")
    is_consent = answered == "accept" and request.POST.get("consent") == "yes"
    if is_consent or answered == "refuse":
        answer_office(office_id=OfficeId(office_id), is_accepted=is_consent, actor=actor, now=now)
        return _back("legal_persons:units")
    person = queries.get_proofed_person(actor, now=now)
    office = queries.get_office(OfficeId(office_id))
    if refusal := refusal_to_answer(office=office, own_number=person.number):
        raise refusal
    is_sent = request.method == "POST"
    context = {
        "facts": offer_facts(office),
        "unit": office.unit_name,
        "title": str(title_of(office.kind)),
        # Nothing but a clear yes is one.
        "is_consent_missing": is_sent,
    }
    status = _INVALID if is_sent else 200
    return render(request, "legal_persons/offices/consent.html", context, status=status)


@require_POST
@require_sign_in
def alerts(request: HttpRequest, office_id: uuid.UUID) -> HttpResponse:
    """Accept alerts of risks of a unit, or none any more."""
    choose_risk_alerts(
        office_id=OfficeId(office_id),
        is_accepted=request.POST.get("accept") == "yes",
        actor=actor_of(request),
        now=clock.now(),
    )
    return _back("legal_persons:units")


@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def end(request: HttpRequest, office_id: uuid.UUID) -> HttpResponse:
    """End an office: reason, then a second confirmation (S31-10)."""
    actor = actor_of(request)
    office, is_own = _office_to_end(OfficeId(office_id), actor)
    form = EndForm(
        request.POST.dict() if request.method == "POST" else None,
        reasons=OWN_ENDS if is_own else UNIT_ENDS,
    )
    back = "legal_persons:units" if is_own else "legal_persons:officers"
    context = {
        "form": form,
        "unit": office.unit_name,
        "title": str(title_of(office.kind)),
        "holder": "" if is_own else office.holder_name.masked,
        "back_url": reverse(back),
        "is_present": actor.identity.legal_person_id == office.legal_person_id and is_own,
    }
    if request.method != "POST":
        return render(request, "legal_persons/offices/end.html", context)
    if not form.is_valid():
        return render(request, "legal_persons/offices/end.html", context, status=_INVALID)
    reason = OfficeEnd(form.cleaned_data["reason"])
    if request.POST.get("confirmed") != "yes":
        context |= {"reason": reason.value, "reason_text": str(end_of(reason))}
        return render(request, "legal_persons/offices/confirm_end.html", context)
    leave_office(office_id=OfficeId(office_id), reason=reason, actor=actor, now=clock.now())
    return _back(back)


def _office_to_end(office_id: OfficeId, actor: Actor) -> tuple[OfficeFacts, bool]:
    office = queries.get_office(office_id)
    person = queries.find_person_of(actor)
    own_number = None if person is None else person.number
    if refusal := refusal_to_end(office=office, actor=actor, own_number=own_number):
        raise refusal
    return office, own_number is not None and is_holder(office, own_number)


def _back(url_name: str) -> HttpResponse:
    return redirect(f"{reverse(url_name)}?done")
