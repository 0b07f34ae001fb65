"""The consent to be registered in enterprises, in the personal centre (S13-5, S13-6)."""

import datetime as dt
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from shiming.accounts import ports as accounts_ports
from shiming.accounts.actions.sign_in.start_face_errand import start_face_errand
from shiming.accounts.types import FaceErrandKind, PersonId
from shiming.kernel import clock
from shiming.kernel.actor import Actor
from shiming.kernel.clock import today_in_china
from shiming.kernel.errors import DomainError
from shiming.legal_persons import errors, ports, queries
from shiming.legal_persons.faces import WITHDRAW
from shiming.legal_persons.policies.consents import refusal_to_last
from shiming.legal_persons.types import ConsentFacts, ConsentPurpose
from shiming.legal_persons.web.forms.consents import NO, ConsentForm
from shiming.legal_persons.web.forms.fields import add_refusal
from shiming.legal_persons.web.presenters.consents import consent_page
from shiming.web_kit.actors import actor_of, require_sign_in
from shiming.web_kit.refusals import status_of

_INVALID = 422
_PURPOSE = ConsentPurpose.COMPANY_REGISTRATION


@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def consent(request: HttpRequest) -> HttpResponse:
    """Show until when a consent stands and who relied on it; change it over a face scan."""
    actor, now = actor_of(request), clock.now()
    person = queries.get_proofed_person(actor, now=now)
    known, today = queries.find_consent(person.id, purpose=_PURPOSE), today_in_china(now)
    form = ConsentForm(
        request.POST.dict() if request.method == "POST" else None,
        today=today,
        latest=today + ports.policy().longest_consent,
    )
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                return _to_face(request, form, known=known, actor=actor, now=now)
            except DomainError as error:
                is_about_day = isinstance(error, errors.LastDayOutOfRange)
                add_refusal(form, error, "last_day" if is_about_day else None)
                status = status_of(error)
    page = consent_page(
        known, uses=queries.list_uses(PersonId(person.id), purpose=_PURPOSE), today=today
    )
    context = {"form": form, "page": page, "is_done": "done" in request.GET}
    return render(request, "legal_persons/consents/consent.html", context, status=status)


def _to_face(
    request: HttpRequest,
    form: ConsentForm,
    *,
    known: ConsentFacts | None,
    actor: Actor,
    now: dt.datetime,
) -> HttpResponse:
    if form.cleaned_data["answer"] == NO:
        if known is None:
            # Nothing was agreed to, and nothing is.
            return redirect("legal_persons:consent")
        reference = WITHDRAW
    else:
        last_day: dt.date = form.cleaned_data["last_day"]
        if refusal := refusal_to_last(
            last_day=last_day, today=today_in_china(now), longest=ports.policy().longest_consent
        ):
            raise refusal
        reference = last_day.isoformat()
    proof_id = start_face_errand(
        kind=FaceErrandKind.CONSENT,
        reference=reference,
        actor=actor,
        visit=accounts_ports.sign_in_pages().visit_of(request),
        now=now,
    )
    back = urlencode({"next": f"{reverse('legal_persons:consent')}?done"})
    return redirect(f"{reverse('accounts:face-check', args=[proof_id])}?{back}")
