"""Registering a unit."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.legal_persons import errors, queries
from shiming.legal_persons.actions.registrations.submit_registration import (
    MOST_PICTURE_BYTES,
    submit_registration,
)
from shiming.legal_persons.actions.registrations.withdraw_registration import (
    withdraw_registration,
)
from shiming.legal_persons.types import ApplicantRole, RegistrationId, RegistrationWay
from shiming.legal_persons.web.forms.fields import add_refusal
from shiming.legal_persons.web.forms.registrations import RegisterUnitForm
from shiming.legal_persons.web.presenters.units import registration_page
from shiming.web_kit.actors import actor_of, require_sign_in
from shiming.web_kit.refusals import status_of

_INVALID = 422
_FIELD_OF = {
    errors.NotTheRepresentative.code: "number",
    errors.AddressMissing.code: "address",
    errors.EthnicityMissing.code: "ethnicity",
    errors.RegistrationOpen.code: "credit_code",
    errors.PaperMissing.code: "paper",
}


@sensitive_post_parameters("representative_name", "number", "mobile", "email", "address")
@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def register(request: HttpRequest) -> HttpResponse:
    """Take in what somebody states of a unit."""
    actor, now = actor_of(request), clock.now()
    queries.get_proofed_person(actor, now=now)
    is_sent = request.method == "POST"
    form = RegisterUnitForm(request.POST, request.FILES) if is_sent else RegisterUnitForm()
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                registration_id = submit_registration(
                    statement=form.statement,
                    way=RegistrationWay(form.cleaned_data["way"]),
                    role=ApplicantRole(form.cleaned_data["role"]),
                    paper=_paper_of(form),
                    actor=actor,
                    now=now,
                )
            except DomainError as error:
                is_picture = error.code.startswith("kernel.picture")
                add_refusal(form, error, "paper" if is_picture else _FIELD_OF.get(error.code))
                status = status_of(error)
            else:
                return redirect("legal_persons:registration", registration_id)
    return render(
        request, "legal_persons/registrations/register.html", {"form": form}, status=status
    )


def _paper_of(form: RegisterUnitForm) -> bytes:
    file = form.cleaned_data["paper"]
    content: bytes = b"" if file is None else file.read(MOST_PICTURE_BYTES + 1)
    return content


@require_safe
@require_sign_in
def registration(request: HttpRequest, registration_id: uuid.UUID) -> HttpResponse:
    """Show where a registration stands."""
    found = queries.get_registration(RegistrationId(registration_id), viewer=actor_of(request))
    context = {"page": registration_page(found)}
    return render(request, "legal_persons/registrations/registration.html", context)


@require_POST
@require_sign_in
def withdraw(request: HttpRequest, registration_id: uuid.UUID) -> HttpResponse:
    """Take a registration back."""
    withdraw_registration(
        registration_id=RegistrationId(registration_id), actor=actor_of(request), now=clock.now()
    )
    return redirect("legal_persons:registration", registration_id)
