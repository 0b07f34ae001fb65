"""In which capacity, and with which number, a session works (A13)."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shiming.accounts import errors, ports, queries
from shiming.accounts.actions.choose_number import choose_number
from shiming.accounts.actions.desk.renew_number import renew_number
from shiming.accounts.actions.switch_identity import switch_identity
from shiming.accounts.types import (
    AccountId,
    AccountPermission,
    NumberKind,
    PersonalNumberId,
    PersonId,
    SessionId,
)
from shiming.accounts.web import identity_pages, journeys
from shiming.accounts.web.forms import RenewNumberForm, add_refusal
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.web_kit.actors import actor_of, continue_to, require_permission, require_sign_in
from shiming.web_kit.refusals import status_of

_INVALID = 422


@require_safe
@require_sign_in
def identities(request: HttpRequest) -> HttpResponse:
    """List the capacities in which the account may act."""
    actor = actor_of(request)
    found = ports.identity_source().list_identities(
        account_id=AccountId(actor.account_id or uuid.UUID(int=0)),
        person_id=None if actor.person_id is None else PersonId(actor.person_id),
        now=clock.now(),
    )
    rows = identity_pages.identity_rows(found, present=queries.acting_key_of(actor))
    return render(request, "accounts/identities.html", {"rows": rows})


@require_POST
@require_sign_in
def identity_switch(request: HttpRequest) -> HttpResponse:
    """Go on in another capacity."""
    switch_identity(key=request.POST.get("key", "")[:100], actor=actor_of(request), now=clock.now())
    return continue_to(request, journeys.wanted_url(request))


@require_safe
@require_sign_in
def numbers(request: HttpRequest) -> HttpResponse:
    """List the account's numbers, to choose the one that is worked with."""
    actor = actor_of(request)
    if actor.account_id is None or actor.session_id is None:
        raise errors.SignInRequired
    chosen = queries.find_chosen_number(SessionId(actor.session_id))
    rows = identity_pages.number_rows(
        queries.list_numbers(AccountId(actor.account_id)), chosen=chosen
    )
    context = {"rows": rows, "next_url": journeys.wanted_url(request)}
    return render(request, "accounts/numbers.html", context)


@require_POST
@require_sign_in
def number_choose(request: HttpRequest, number_id: uuid.UUID) -> HttpResponse:
    """Work with one number from now on."""
    choose_number(number_id=PersonalNumberId(number_id), actor=actor_of(request), now=clock.now())
    return continue_to(request, journeys.wanted_url(request))


@sensitive_post_parameters("old", "new")
@require_http_methods(["GET", "HEAD", "POST"])
@require_permission(AccountPermission.RENEW_NUMBER)
def number_renew(request: HttpRequest) -> HttpResponse:
    """Replace a number that was wrong."""
    form = RenewNumberForm(request.POST if request.method == "POST" else None)
    status, is_done = 200, False
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                renew_number(
                    kind=NumberKind(form.cleaned_data["kind"]),
                    old=form.cleaned_data["old"],
                    new=form.cleaned_data["new"],
                    reason=form.cleaned_data["reason"],
                    officer=actor_of(request),
                    now=clock.now(),
                )
            except DomainError as error:
                add_refusal(form, error, None)
                status = status_of(error)
            else:
                form, status, is_done = RenewNumberForm(), 200, True
    context = {"form": form, "is_done": is_done}
    return render(request, "accounts/desk_numbers.html", context, status=status)
