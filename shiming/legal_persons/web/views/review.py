"""The desk on which officers approve units (S15-9)."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.legal_persons import errors, queries
from shiming.legal_persons.actions.registrations.decide_registration import decide_registration
from shiming.legal_persons.actions.registrations.see_paper import see_paper
from shiming.legal_persons.policies.registrations import refusal_to_decide
from shiming.legal_persons.types import (
    LegalPersonPermission,
    RegistrationId,
    RegistrationState,
)
from shiming.legal_persons.web.forms.fields import add_refusal
from shiming.legal_persons.web.forms.registrations import DecisionForm
from shiming.legal_persons.web.presenters.review import review_page, review_row
from shiming.web_kit.actors import actor_of, require_permission
from shiming.web_kit.refusals import status_of

_INVALID = 422
_guard = require_permission(LegalPersonPermission.REVIEW)


@require_safe
@_guard
def queue(request: HttpRequest) -> HttpResponse:
    """List the units that wait for an officer, the oldest first."""
    waiting = queries.list_awaiting_approval(viewer=actor_of(request))
    context = {"rows": [review_row(one) for one in waiting]}
    return render(request, "legal_persons/review/queue.html", context)


@require_safe
@_guard
def registration(request: HttpRequest, registration_id: uuid.UUID) -> HttpResponse:
    """Show one registration, and the form that decides it."""
    return _page(request, RegistrationId(registration_id), DecisionForm(), status=200)


@require_safe
@_guard
def paper(request: HttpRequest, registration_id: uuid.UUID) -> HttpResponse:
    """Show the picture of the unit's paper to an officer; nobody keeps it."""
    seen = see_paper(
        registration_id=RegistrationId(registration_id), viewer=actor_of(request), now=clock.now()
    )
    return HttpResponse(
        seen.content, content_type="image/jpeg", headers={"Cache-Control": "no-store, private"}
    )


@sensitive_post_parameters("reason")
@require_POST
@_guard
def decide(request: HttpRequest, registration_id: uuid.UUID) -> HttpResponse:
    """Approve a unit, or refuse it with a reason."""
    form = DecisionForm(request.POST)
    status = _INVALID
    if form.is_valid():
        try:
            decide_registration(
                registration_id=RegistrationId(registration_id),
                is_approved=form.cleaned_data["decision"] == "approve",
                reason=form.cleaned_data["reason"],
                reviewer=actor_of(request),
                now=clock.now(),
            )
        except DomainError as error:
            is_reason = error.code == errors.ReasonMissing.code
            add_refusal(form, error, "reason" if is_reason else None)
            status = status_of(error)
        else:
            return redirect("legal_persons:review-list")
    return _page(request, RegistrationId(registration_id), form, status=status)


def _page(
    request: HttpRequest, registration_id: RegistrationId, form: DecisionForm, *, status: int
) -> HttpResponse:
    viewer = actor_of(request)
    found = queries.get_registration_for_review(registration_id, viewer=viewer)
    person = queries.find_person_of(viewer)
    refusal = refusal_to_decide(
        registration=found,
        reviewer=viewer,
        own_number=None if person is None else person.number,
    )
    context = {
        "page": review_page(
            found,
            is_own=isinstance(refusal, errors.OwnRegistration),
            is_open=found.state is RegistrationState.AWAITING_APPROVAL,
        ),
        "form": form,
    }
    return render(request, "legal_persons/review/registration.html", context, status=status)
