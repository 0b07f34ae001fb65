"""Sign-in security: everything about passkeys and the second step on one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shiming.accounts import errors, ports, queries, totp_kit
from shiming.accounts.actions.credentials.confirm_authenticator import confirm_authenticator
from shiming.accounts.actions.credentials.remove_authenticator import remove_authenticator
from shiming.accounts.actions.credentials.renew_recovery_codes import renew_recovery_codes
from shiming.accounts.actions.credentials.start_authenticator import start_authenticator
from shiming.accounts.actions.credentials.switch_two_step import switch_two_step
from shiming.accounts.policies.credentials import account_of
from shiming.accounts.web import credential_pages
from shiming.accounts.web.forms import add_refusal
from shiming.accounts.web.forms.credentials import AuthenticatorCodeForm
from shiming.accounts.web.views.credentials.fresh import require_fresh_proof
from shiming.kernel import clock
from shiming.web_kit.actors import actor_of, require_sign_in
from shiming.web_kit.refusals import status_of

_INVALID = 422


@require_safe
@require_sign_in
def security(request: HttpRequest) -> HttpResponse:
    """Show passkeys, authenticator app, recovery codes and the switch."""
    account_id = account_of(actor_of(request))
    page = credential_pages.security_page(
        queries.list_passkeys(account_id),
        queries.get_two_step(account_id),
        most_passkeys=ports.policy().most_passkeys,
    )
    context = {"page": page, "has_added_passkey": request.GET.get("done") == "passkey"}
    return render(request, "accounts/credentials/security.html", context)


@require_POST
@require_fresh_proof
def authenticator_start(request: HttpRequest) -> HttpResponse:
    """Make a secret for an app, and show it on the next page."""
    start_authenticator(actor=actor_of(request), now=clock.now())
    return redirect("accounts:authenticator-set-up")


@sensitive_variables()
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def authenticator_set_up(request: HttpRequest) -> HttpResponse:
    """Show the QR code and the key, and let the app count once it has shown that it knows them."""
    now = clock.now()
    account_id = account_of(actor_of(request))
    pending = queries.find_pending_authenticator(
        actor_of(request), now=now, within=ports.policy().authenticator_set_up_within
    )
    if pending is None:
        return redirect("accounts:security")
    form = AuthenticatorCodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                confirmed = confirm_authenticator(
                    typed=form.cleaned_data["code"], actor=actor_of(request), now=now
                )
            except (errors.SecondFactorWrong, errors.AuthenticatorNotPending) as error:
                add_refusal(form, error, "code")
                status = status_of(error)
            else:
                if not confirmed.recovery_codes:
                    return redirect("accounts:security")
                context = {"codes": confirmed.recovery_codes, "is_first": True}
                return render(request, "accounts/credentials/recovery_codes.html", context)
    address = totp_kit.app_address(
        pending.secret,
        account=queries.label_of(queries.get_account(account_id)),
        issuer=ports.relying_party().name,
    )
    context = {
        "form": form,
        "picture": totp_kit.qr_picture(address),
        "key": totp_kit.grouped(pending.secret),
    }
    return render(request, "accounts/credentials/authenticator.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@require_fresh_proof
def authenticator_remove(request: HttpRequest) -> HttpResponse:
    """Ask whether the app shall go."""
    if request.method == "POST" and request.POST.get("confirmed") == "yes":
        remove_authenticator(actor=actor_of(request), now=clock.now())
        return redirect("accounts:security")
    context = {"action": reverse("accounts:authenticator-remove")}
    return render(request, "accounts/credentials/authenticator_remove.html", context)


@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
@require_fresh_proof
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Ask whether new codes shall be made, and show them once."""
    if request.method == "POST" and request.POST.get("confirmed") == "yes":
        codes = renew_recovery_codes(actor=actor_of(request), now=clock.now())
        context = {"codes": codes, "is_first": False}
        return render(request, "accounts/credentials/recovery_codes.html", context)
    context = {"action": reverse("accounts:recovery-codes")}
    return render(request, "accounts/credentials/recovery_codes_renew.html", context)


@require_POST
@require_fresh_proof
def switch(request: HttpRequest) -> HttpResponse:
    """Switch the second step on or off."""
    is_on = request.POST.get("is_on") == "yes"
    switch_two_step(is_on=is_on, actor=actor_of(request), now=clock.now())
    return redirect("accounts:security")
