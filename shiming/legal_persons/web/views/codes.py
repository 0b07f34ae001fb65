"""The counter that gives units their first code (S15-4)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shiming.accounts import ports as accounts_ports
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.legal_persons import queries
from shiming.legal_persons.actions.codes.issue_code import (
    MOST_PICTURE_BYTES,
    UnitAtCounter,
    issue_code,
)
from shiming.legal_persons.actions.codes.issue_own_code import issue_own_code
from shiming.legal_persons.actions.codes.tie_account import tie_account
from shiming.legal_persons.types import LegalPersonId, LegalPersonPermission
from shiming.legal_persons.web.forms.codes import IssueCodeForm, TieAccountForm
from shiming.legal_persons.web.forms.fields import add_refusal
from shiming.legal_persons.web.presenters.units import minute
from shiming.web_kit.actors import actor_of, require_permission, require_recent_factor
from shiming.web_kit.refusals import status_of

_INVALID = 422
_FIELDS = {
    "legal_persons.code.explanation_too_short": "explanation",
    "legal_persons.register.name_mismatch": "name",
    "legal_persons.number.taken": "social_number",
    "accounts.number.taken": "social_number",
    "accounts.number.malformed": "social_number",
}


@never_cache
@sensitive_post_parameters("social_number", "explanation")
@require_http_methods(["GET", "HEAD", "POST"])
@require_permission(LegalPersonPermission.ISSUE_CODE)
def issue(request: HttpRequest) -> HttpResponse:
    """Take in what the clerk saw, and show the code once, to be printed."""
    form = IssueCodeForm()
    status = 200
    if request.method == "POST":
        form = IssueCodeForm(request.POST, request.FILES)
        status = _INVALID
        if form.is_valid():
            given = form.cleaned_data
            try:
                issued = issue_code(
                    unit=UnitAtCounter(
                        credit_code=given["credit_code"],
                        name=given["name"],
                        social_number=given["social_number"],
                        explanation=given["explanation"],
                        paper=given["paper"].read(MOST_PICTURE_BYTES + 1),
                    ),
                    clerk=actor_of(request),
                    now=clock.now(),
                )
            except DomainError as error:
                is_picture = error.code.startswith("kernel.picture")
                add_refusal(form, error, "paper" if is_picture else _FIELDS.get(error.code))
                status = status_of(error)
            else:
                return _printed(
                    request,
                    unit=issued.unit_name,
                    code=issued.code,
                    until=minute(issued.expires_at),
                    is_counter=True,
                )
    return render(request, "legal_persons/codes/issue.html", {"form": form}, status=status)


@never_cache
@require_POST
@require_recent_factor
def issue_own(request: HttpRequest) -> HttpResponse:
    """Show who heads the present unit the code with which the unit chooses its password."""
    actor = actor_of(request)
    issued = issue_own_code(actor=actor, now=clock.now())
    unit_id = actor.identity.legal_person_id
    name = "" if unit_id is None else queries.get_legal_person(LegalPersonId(unit_id)).name
    return _printed(request, unit=name, code=issued.code, until=minute(issued.expires_at))


@sensitive_post_parameters("user_name", "password")
@require_http_methods(["GET", "HEAD", "POST"])
@require_recent_factor
def tie(request: HttpRequest) -> HttpResponse:
    """Ask for name and password of the unit's own account, and tie it to the unit."""
    form = TieAccountForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                tie_account(
                    user_name=form.cleaned_data["user_name"],
                    password=form.cleaned_data["password"],
                    actor=actor_of(request),
                    visit=accounts_ports.sign_in_pages().visit_of(request),
                    now=clock.now(),
                )
            except DomainError as error:
                add_refusal(form, error, None)
                status = status_of(error)
            else:
                return redirect("legal_persons:officers")
    return render(request, "legal_persons/codes/tie.html", {"form": form}, status=status)


def _printed(
    request: HttpRequest, *, unit: str, code: str, until: str, is_counter: bool = False
) -> HttpResponse:
    context = {
        "unit": unit,
        "code": code,
        "until": until,
        "is_counter": is_counter,
        "activate_url": request.build_absolute_uri(reverse("accounts:activate")),
    }
    return render(request, "legal_persons/codes/printed.html", context)
