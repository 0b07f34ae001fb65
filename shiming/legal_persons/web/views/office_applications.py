"""Asking to act for a unit: its number, the unit, oneself and the unit, sent (S31-8)."""

import uuid
from collections.abc import Mapping

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from shiming.accounts import ports as accounts_ports
from shiming.accounts.types import CheckedForm, HumanAnswer
from shiming.kernel import clock
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from shiming.legal_persons import errors, queries
from shiming.legal_persons.actions.offices.find_unit import find_unit
from shiming.legal_persons.actions.offices.request_office import request_office
from shiming.legal_persons.types import LegalPersonFacts, LegalPersonId, OfficeKind
from shiming.legal_persons.web.forms.fields import add_refusal
from shiming.legal_persons.web.forms.offices import RequestForm, unit_fields
from shiming.legal_persons.web.presenters.offices import person_facts, public_facts
from shiming.web_kit.actors import actor_of, require_sign_in
from shiming.web_kit.refusals import status_of
from shiming.web_kit.types import JourneyStep, journey_steps

_INVALID = 422
_SALT = "legal_persons.apply"
_TICKET_SECONDS = 1800


@sensitive_post_parameters("number")
@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def start(request: HttpRequest) -> HttpResponse:
    """Ask for the number of the unit, and for the verification code."""
    pages, actor = accounts_ports.sign_in_pages(), actor_of(request)
    queries.get_proofed_person(actor, now=clock.now())

    def act(typed: Mapping[str, str], human: HumanAnswer) -> HttpResponse:
        found = find_unit(
            number=typed["number"],
            human=human,
            visit=pages.visit_of(request),
            actor=actor,
            now=clock.now(),
        )
        return redirect("legal_persons:apply-unit", _ticket(found, actor))

    return pages.ask_on_page(
        request,
        fields=unit_fields(),
        act=act,
        checked=CheckedForm.APPLY_FOR_OFFICE,
        template="legal_persons/applications/start.html",
        context={"steps": _steps(1)},
    )


@require_safe
@require_sign_in
def unit(request: HttpRequest, ticket: str) -> HttpResponse:
    """Show the unit that was found, to be confirmed."""
    found = _unit_of(ticket, actor_of(request))
    if found is None:
        return redirect("legal_persons:apply")
    context = {
        "facts": public_facts(found),
        "next_url": reverse("legal_persons:apply-submit", args=[ticket]),
        "steps": _steps(2),
    }
    return render(request, "legal_persons/applications/unit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def submit(request: HttpRequest, ticket: str) -> HttpResponse:
    """Show the person and the unit, and send the request off."""
    actor, now = actor_of(request), clock.now()
    person = queries.get_proofed_person(actor, now=now)
    found = _unit_of(ticket, actor)
    if found is None:
        return redirect("legal_persons:apply")
    form = RequestForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                request_office(
                    legal_person_id=found.id,
                    kind=OfficeKind(form.cleaned_data["kind"]),
                    until=form.cleaned_data["until"],
                    actor=actor,
                    now=now,
                )
            except DomainError as error:
                is_term = error.code == errors.TermOver.code
                add_refusal(form, error, "until" if is_term else None)
                status = status_of(error)
            else:
                return redirect(f"{reverse('legal_persons:units')}?applied")
    context = {
        "form": form,
        "person": person_facts(person),
        "facts": public_facts(found),
        "steps": _steps(3),
    }
    return render(request, "legal_persons/applications/submit.html", context, status=status)


def _ticket(found: LegalPersonFacts, actor: Actor) -> str:
    """Return what leads this account, and no other, on from the verification code."""
    return signing.dumps([str(found.id), str(actor.account_id)], salt=_SALT)


def _unit_of(ticket: str, actor: Actor) -> LegalPersonFacts | None:
    try:
        unit_id, account_id = signing.loads(ticket, salt=_SALT, max_age=_TICKET_SECONDS)
    except signing.BadSignature:
        return None
    if account_id != str(actor.account_id):
        return None
    return queries.get_legal_person(LegalPersonId(uuid.UUID(unit_id)))


def _steps(current: int) -> tuple[JourneyStep, ...]:
    return journey_steps(
        _("查找单位"), _("确认单位"), _("确认信息并提交"), _("等待审批"), current=current
    )
