"""Closing one's own account, with time to think it over."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from shiming.accounts import errors, ports
from shiming.accounts.actions.closing.request_closure import request_closure
from shiming.accounts.actions.closing.withdraw_closure import withdraw_closure
from shiming.accounts.queries.links import find_closure
from shiming.accounts.types import AccountId
from shiming.accounts.web.owner_pages import date_of
from shiming.kernel import clock
from shiming.web_kit.actors import actor_of, require_sign_in


@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def closing(request: HttpRequest) -> HttpResponse:
    """Say what goes, what stays and why; take the wish, or show when it will be carried out."""
    actor = actor_of(request)
    if actor.account_id is None:
        raise errors.SignInRequired
    closure = find_closure(AccountId(actor.account_id))
    if request.method == "POST" and request.POST.get("confirmed") == "yes":
        try:
            closure = request_closure(actor=actor, now=clock.now())
        except errors.ReauthenticationRequired:
            here = urlencode({"next": request.path})
            return redirect(f"{reverse('accounts:confirm')}?{here}")
    context = {
        "closes_on": "" if closure is None else date_of(closure.closes_at),
        "days": ports.policy().closure_cooling_off.days,
    }
    return render(request, "accounts/linking/closing.html", context)


@require_POST
@require_sign_in
def closing_withdraw(request: HttpRequest) -> HttpResponse:
    """Let the account live on."""
    withdraw_closure(actor=actor_of(request), now=clock.now())
    return redirect("accounts:closing")
