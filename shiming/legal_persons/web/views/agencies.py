"""The agencies of a unit: read, added, recognised, ended (S35-13)."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.legal_person_codes import CreditCode
from shiming.legal_persons import queries
from shiming.legal_persons.actions.agencies.add_agency import add_agency
from shiming.legal_persons.actions.agencies.recognise_agency import recognise_agency
from shiming.legal_persons.actions.agencies.revoke_agency import revoke_agency
from shiming.legal_persons.actions.agencies.synchronise_agencies import synchronise_agencies
from shiming.legal_persons.policies.management import managed_unit
from shiming.legal_persons.types import LegalPersonPermission, RecognitionId
from shiming.legal_persons.web.forms.agencies import AddAgencyForm, AgreementForm
from shiming.legal_persons.web.presenters import enterprise_sign_in as presenters
from shiming.legal_persons.web.refused_forms import Notice, add_refusal, notice_of
from shiming.web_kit.actors import actor_of, require_permission, require_recent_factor
from shiming.web_kit.refusals import status_of

_INVALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
@require_permission(LegalPersonPermission.MANAGE_OFFICERS)
def agencies(request: HttpRequest) -> HttpResponse:
    """List the agencies, and add one by its exact code (Q59)."""
    if request.method != "POST":
        return _page(request, AddAgencyForm())
    form = AddAgencyForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=_INVALID)
    try:
        code = CreditCode.parse(form.cleaned_data["code"])
        add_agency(code=code, actor=actor_of(request), now=clock.now())
    except DomainError as error:
        add_refusal(form, error, "code")
        return _page(request, form, status=status_of(error))
    return redirect("legal_persons:agencies")


@require_POST
@require_permission(LegalPersonPermission.MANAGE_OFFICERS)
def synchronise(request: HttpRequest) -> HttpResponse:
    """Have the agencies read from the tax core."""
    try:
        synchronise_agencies(actor=actor_of(request), now=clock.now())
    except DomainError as error:
        return _page(request, AddAgencyForm(), notice=notice_of(error), status=status_of(error))
    return redirect("legal_persons:agencies")


@sensitive_post_parameters("agreement", "again")
@require_http_methods(["GET", "HEAD", "POST"])
@require_permission(LegalPersonPermission.MANAGE_OFFICERS)
@require_recent_factor
def recognise(request: HttpRequest, recognition_id: uuid.UUID) -> HttpResponse:
    """Recognise an agency with a new agreement password, or replace the password of one."""
    actor, key = actor_of(request), RecognitionId(recognition_id)
    found = queries.get_recognition(key, client_id=managed_unit(actor))
    form = AgreementForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                recognise_agency(
                    recognition_id=key,
                    agreement_password=form.cleaned_data["agreement"],
                    actor=actor,
                    now=clock.now(),
                )
            except DomainError as error:
                add_refusal(form, error, "agreement")
                status = status_of(error)
            else:
                return redirect("legal_persons:agencies")
    context = {"form": form, "row": presenters.agency_row(found)}
    return render(request, "legal_persons/agencies/recognise.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@require_permission(LegalPersonPermission.MANAGE_OFFICERS)
def revoke(request: HttpRequest, recognition_id: uuid.UUID) -> HttpResponse:
    """End an agency's right, after a question back; at any time, hence without another proof."""
    actor, key = actor_of(request), RecognitionId(recognition_id)
    found = queries.get_recognition(key, client_id=managed_unit(actor))
    if request.method == "POST":
        revoke_agency(recognition_id=key, actor=actor, now=clock.now())
        return redirect("legal_persons:agencies")
    context = {"row": presenters.agency_row(found), "list_url": reverse("legal_persons:agencies")}
    return render(request, "legal_persons/agencies/revoke.html", context)


def _page(
    request: HttpRequest, form: AddAgencyForm, *, notice: Notice | None = None, status: int = 200
) -> HttpResponse:
    unit = queries.get_legal_person(managed_unit(actor_of(request)))
    rows = [presenters.agency_row(one) for one in queries.list_recognitions(unit.id)]
    context = {"unit_name": unit.name, "rows": rows, "form": form, "notice": notice}
    return render(request, "legal_persons/agencies/agencies.html", context, status=status)
