"""The own passkeys: adding, renaming and removing them."""

import uuid
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shiming.accounts import errors, ports, queries
from shiming.accounts.actions.credentials.add_passkey import add_passkey
from shiming.accounts.actions.credentials.offer_passkey import offer_passkey
from shiming.accounts.actions.credentials.remove_passkey import remove_passkey
from shiming.accounts.actions.credentials.rename_passkey import rename_passkey
from shiming.accounts.policies.credentials import account_of
from shiming.accounts.types import PasskeyId
from shiming.accounts.web.forms import add_refusal
from shiming.accounts.web.forms.credentials import AddPasskeyForm, RenamePasskeyForm
from shiming.accounts.web.views.credentials.fresh import require_fresh_proof
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.web_kit.actors import actor_of, require_sign_in
from shiming.web_kit.refusals import status_of

_INVALID = 422


@require_POST
@require_sign_in
def options(request: HttpRequest) -> HttpResponse:
    """Answer with what the script has the authenticator make a key from."""
    return JsonResponse(offer_passkey(actor=actor_of(request), now=clock.now()))


@sensitive_post_parameters("answer")
@require_http_methods(["GET", "HEAD", "POST"])
@require_fresh_proof
def add(request: HttpRequest) -> HttpResponse:
    """Ask what to call the passkey, and keep what the authenticator made."""
    if refusal := queries.refusal_to_add_credential(
        actor_of(request),
        now=clock.now(),
        lifetime=ports.policy().reauthentication_lifetime,
    ):
        raise refusal
    form = AddPasskeyForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                add_passkey(
                    answer=form.cleaned_data["answer"],
                    name=form.cleaned_data["name"],
                    actor=actor_of(request),
                    now=clock.now(),
                )
            except errors.ReauthenticationRequired:
                raise
            except DomainError as error:
                is_about_name = isinstance(error, errors.PasskeyNameMalformed)
                add_refusal(form, error, "name" if is_about_name else None)
                status = status_of(error)
            else:
                return redirect(f"{reverse('accounts:security')}?{urlencode({'done': 'passkey'})}")
    context = {"form": form, "options_url": reverse("accounts:passkey-options")}
    return render(request, "accounts/credentials/passkey_add.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def rename(request: HttpRequest, passkey_id: uuid.UUID) -> HttpResponse:
    """Ask for another name."""
    actor = actor_of(request)
    passkey = queries.get_passkey(PasskeyId(passkey_id), owner=account_of(actor))
    form = RenamePasskeyForm(request.POST if request.method == "POST" else {"name": passkey.name})
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                rename_passkey(
                    passkey_id=passkey.id,
                    name=form.cleaned_data["name"],
                    actor=actor,
                    now=clock.now(),
                )
            except errors.PasskeyNameMalformed as error:
                add_refusal(form, error, "name")
                status = status_of(error)
            else:
                return redirect("accounts:security")
    context = {"form": form}
    return render(request, "accounts/credentials/passkey_rename.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@require_fresh_proof
def remove(request: HttpRequest, passkey_id: uuid.UUID) -> HttpResponse:
    """Ask whether the passkey shall go, with a warning if it is the last way in."""
    actor = actor_of(request)
    account_id = account_of(actor)
    passkey = queries.get_passkey(PasskeyId(passkey_id), owner=account_id)
    if request.method == "POST" and request.POST.get("confirmed") == "yes":
        remove_passkey(
            passkey_id=passkey.id,
            accepts_last=request.POST.get("accepts_last") == "on",
            actor=actor,
            now=clock.now(),
        )
        return redirect("accounts:security")
    context = {
        "name": passkey.name,
        "action": reverse("accounts:passkey-remove", args=[passkey_id]),
        "is_last": queries.is_last_way_in(passkey.id, account_id=account_id),
    }
    return render(request, "accounts/credentials/passkey_remove.html", context)
