"""Adding somebody to act for the present unit, or inviting them to be captured first (S31-9)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.legal_persons import errors, queries
from shiming.legal_persons.actions.offices.add_officer import add_officer
from shiming.legal_persons.actions.offices.invite_to_capture import invite_to_capture
from shiming.legal_persons.policies.management import managed_unit
from shiming.legal_persons.types import LegalPersonPermission
from shiming.legal_persons.web.forms.fields import add_refusal
from shiming.legal_persons.web.forms.offices import AddOfficerForm
from shiming.web_kit.actors import actor_of, require_permission
from shiming.web_kit.refusals import status_of

_INVALID = 422


@sensitive_post_parameters("name", "number", "mobile", "position")
@require_http_methods(["GET", "HEAD", "POST"])
@require_permission(LegalPersonPermission.MANAGE_OFFICERS)
def add(request: HttpRequest) -> HttpResponse:
    """Offer somebody an office; who is not captured gets an invitation instead, if wanted."""
    actor, now = actor_of(request), clock.now()
    unit = queries.get_legal_person(managed_unit(actor))
    form = AddOfficerForm(request.POST if request.method == "POST" else None)
    status, must_be_captured = 200, False
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            invitation = form.invitation
            try:
                if request.POST.get("step") == "invite":
                    invite_to_capture(mobile=invitation.mobile, actor=actor, now=now)
                    return redirect(f"{reverse('legal_persons:officers')}?invited")
                add_officer(invitation=invitation, actor=actor, now=now)
            except errors.PersonNotCaptured as error:
                status, must_be_captured = status_of(error), True
            except DomainError as error:
                add_refusal(form, error, None)
                status = status_of(error)
            else:
                return redirect(f"{reverse('legal_persons:officers')}?added")
    context = {
        "form": form,
        "unit": unit.name,
        "must_be_captured": must_be_captured,
        "capture_url": request.build_absolute_uri(reverse("proofing:overview")),
    }
    return render(request, "legal_persons/units/add_officer.html", context, status=status)
