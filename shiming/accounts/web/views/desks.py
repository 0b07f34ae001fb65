"""Pages of officers: letting people back in at the counter, capturing them, resetting others."""

import uuid
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shiming.accounts import errors, ports, queries
from shiming.accounts.actions.recovery.look_up_at_counter import look_up_at_counter
from shiming.accounts.actions.recovery.reset_at_counter import (
    MOST_PICTURE_BYTES,
    CounterEvidence,
    reset_at_counter,
)
from shiming.accounts.actions.recovery.reset_by_superior import reset_by_superior
from shiming.accounts.actions.registration.capture_at_counter import capture_at_counter
from shiming.accounts.policies.recovery import refusal_to_counter_reset
from shiming.accounts.types import AccountId, AccountKind, AccountPermission, ResetReason
from shiming.accounts.web.forms import add_refusal
from shiming.accounts.web.forms.contacts import CaptureForm
from shiming.accounts.web.forms.recovery import (
    CounterEvidenceForm,
    CounterSearchForm,
    StaffResetForm,
)
from shiming.accounts.web.owner_pages import account_facts, moment_of
from shiming.accounts.web.presenters import display_name
from shiming.kernel import clock
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from shiming.web_kit.actors import actor_of, require_permission, require_sign_in
from shiming.web_kit.pages import render_page
from shiming.web_kit.refusals import status_of
from shiming.web_kit.texts import text_of

_FIELD_OF = {
    "accounts.counter.explanation_too_short": "explanation",
    "accounts.desk.look_up_first": None,
}
_INVALID = 422


@sensitive_post_parameters("number", "name", "user_name")
@require_http_methods(["GET", "HEAD", "POST"])
@require_permission(AccountPermission.RESET_AT_COUNTER)
def counter(request: HttpRequest) -> HttpResponse:
    """Look for the accounts of who stands at the counter."""
    form = CounterSearchForm(request.POST if request.method == "POST" else None)
    status, rows = 200, []
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                found = look_up_at_counter(
                    document=form.document,
                    user_name=form.cleaned_data.get("user_name", ""),
                    actor=actor_of(request),
                    now=clock.now(),
                )
            except DomainError as error:
                add_refusal(form, error, None)
                status = status_of(error)
            else:
                status = 200
                rows = [
                    {"id": str(account.id), "facts": account_facts(account)} for account in found
                ]
    context = {"form": form, "rows": rows}
    return render(request, "accounts/recovery/counter.html", context, status=status)


@never_cache
@sensitive_post_parameters("explanation")
@require_http_methods(["GET", "HEAD", "POST"])
@require_permission(AccountPermission.RESET_AT_COUNTER)
def counter_reset(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """Take reason and document, and print the code once."""
    account = queries.get_account(AccountId(account_id))
    if refusal := refusal_to_counter_reset(
        account, is_own=account.id == actor_of(request).account_id
    ):
        raise refusal
    if not queries.has_looked_up(account.id, officer=actor_of(request), now=clock.now()):
        # Whom nobody looked for, on the record, is shown to nobody either.
        raise errors.LookUpFirst
    form = CounterEvidenceForm()
    status = 200
    if request.method == "POST":
        form = CounterEvidenceForm(request.POST, request.FILES)
        status = _INVALID
        if form.is_valid():
            try:
                issued = reset_at_counter(
                    account_id=account.id,
                    evidence=CounterEvidence(
                        reason=ResetReason(form.cleaned_data["reason"]),
                        explanation=form.cleaned_data["explanation"],
                        document_picture=form.cleaned_data["picture"].read(MOST_PICTURE_BYTES + 1),
                    ),
                    actor=actor_of(request),
                    now=clock.now(),
                )
            except errors.ResetNotAllowed:
                raise
            except DomainError as error:
                add_refusal(form, error, _FIELD_OF.get(error.code, "picture"))
                status = status_of(error)
            else:
                return _printed(request, issued.code, until=moment_of(issued.expires_at))
    context = {"form": form, "facts": account_facts(account)}
    return render(request, "accounts/recovery/counter_reset.html", context, status=status)


@never_cache
@sensitive_post_parameters("number", "name", "explanation")
@require_http_methods(["GET", "HEAD", "POST"])
@require_permission(AccountPermission.CAPTURE_AT_COUNTER)
def capture(request: HttpRequest) -> HttpResponse:
    """Capture somebody whom the register does not know rightly, and print the code once."""
    form = CaptureForm()
    status = 200
    if request.method == "POST":
        form = CaptureForm(request.POST, request.FILES)
        status = _INVALID
        if form.is_valid() and form.document is not None:
            try:
                printed = capture_at_counter(
                    document=form.document,
                    explanation=form.cleaned_data["explanation"],
                    picture=form.cleaned_data["picture"].read(MOST_PICTURE_BYTES + 1),
                    actor=actor_of(request),
                    now=clock.now(),
                )
            except errors.CaptureNotAllowed:
                raise
            except DomainError as error:
                add_refusal(form, error, _FIELD_OF.get(error.code, "picture"))
                status = status_of(error)
            else:
                until = moment_of(printed.expires_at)
                return _printed(request, printed.code, until=until, is_registration=True)
    return render(request, "accounts/registration/capture.html", {"form": form}, status=status)


@require_safe
@require_sign_in
def people(request: HttpRequest) -> HttpResponse:
    """List whose passwords the actor may reset, and the form for staff."""
    return _people(request, StaffResetForm(), status=200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def people_reset(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """Ask whether one of them is to be reset, and do it."""
    if request.method == "POST":
        return _reset(request, AccountId(account_id))
    return render_page(
        request,
        "accounts/recovery/people_reset.html",
        {"action": request.path, "name": _name_for(actor_of(request), AccountId(account_id))},
        fragment="accounts/recovery/_people_reset.html",
    )


def _name_for(actor: Actor, account_id: AccountId) -> str:
    """Return how the actor's list calls one of theirs; nothing of anybody else."""
    subordinates = ports.superiors().list_subordinates(actor=actor, now=clock.now())
    return next((one.label for one in subordinates if one.account.id == account_id), "")


@never_cache
@require_POST
@require_permission(AccountPermission.RESET_STAFF)
def staff_reset(request: HttpRequest) -> HttpResponse:
    """Reset a member of staff by user name (S06-2)."""
    form = StaffResetForm(request.POST)
    if form.is_valid():
        row = queries.account_with_user_name(form.cleaned_data["user_name"])
        if row is not None and row.kind == AccountKind.STAFF:
            return _reset(request, AccountId(row.pk))
        add_refusal(form, errors.ResetNotAllowed(), "user_name")
    return _people(request, form, status=_INVALID)


def _people(
    request: HttpRequest,
    form: StaffResetForm,
    *,
    status: int,
    refusal: DomainError | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    subordinates = ports.superiors().list_subordinates(actor=actor, now=clock.now())
    context = {
        "form": form,
        "text": None if refusal is None else text_of(refusal),
        "may_reset_staff": actor.may(AccountPermission.RESET_STAFF),
        "rows": [
            {
                "id": str(each.account.id),
                "label": each.label,
                "name": display_name(each.account, None),
            }
            for each in subordinates
        ],
    }
    return render(request, "accounts/recovery/people.html", context, status=status)


def _reset(request: HttpRequest, account_id: AccountId) -> HttpResponse:
    try:
        done = reset_by_superior(account_id=account_id, actor=actor_of(request), now=clock.now())
    except errors.ReauthenticationRequired:
        here = urlencode({"next": reverse("accounts:people")})
        return redirect(f"{reverse('accounts:confirm')}?{here}")
    except errors.NoContactForCode as error:
        return _people(request, StaffResetForm(), status=status_of(error), refusal=error)
    return _printed(request, done.code, until=moment_of(done.expires_at), sent_to=done.sent_to)


def _printed(
    request: HttpRequest,
    code: str,
    *,
    until: str,
    sent_to: str = "",
    is_registration: bool = False,
) -> HttpResponse:
    context = {
        "code": code,
        "until": until,
        "sent_to": sent_to,
        "is_registration": is_registration,
        "activate_url": request.build_absolute_uri(reverse("accounts:activate")),
    }
    return render(request, "accounts/recovery/printed.html", context)
