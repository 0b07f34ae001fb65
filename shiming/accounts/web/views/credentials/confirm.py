"""Proving once more that it is oneself (A11)."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shiming.accounts import queries
from shiming.accounts.actions.credentials.send_confirmation_code import send_confirmation_code
from shiming.accounts.actions.reauthenticate import reauthenticate
from shiming.accounts.types import CodePurpose, Factor
from shiming.accounts.web import cookies, factors, journeys
from shiming.accounts.web.forms import add_refusal
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.web_kit.actors import actor_of, continue_to, require_sign_in
from shiming.web_kit.refusals import status_of
from shiming.web_kit.texts import text_of

_INVALID = 422


@sensitive_post_parameters("password", "code", "answer")
@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask for the password, the passkey or a code once more, whichever the person has."""
    actor = actor_of(request)
    confirmation = queries.get_confirmation(actor=actor)
    part = factors.factor_part(
        request,
        confirmation.factors,
        mobile=confirmation.mobile,
        purpose=CodePurpose.CONFIRM,
        options_url=reverse("accounts:confirm-options"),
        send_url=reverse("accounts:confirm-sms"),
    )
    form = factors.form_of(request, part)
    status, refusal = 200, None
    if request.method == "POST":
        status = _INVALID
        if answer := factors.answer_of(request, form):
            try:
                reauthenticate(
                    answer=answer, visit=cookies.visit_of(request), actor=actor, now=clock.now()
                )
            except DomainError as error:
                status = status_of(error)
                if form is None or answer.factor is Factor.PASSKEY:
                    refusal = text_of(error)
                else:
                    add_refusal(form, error, form.entry.name)
            else:
                return continue_to(request, journeys.wanted_url(request))
    again = urlencode({"again": 1, "next": journeys.wanted_url(request)})
    context = {
        "form": form,
        "part": part,
        "refusal": refusal,
        "sign_in_url": f"{reverse('accounts:sign-in')}?{again}",
    }
    return render(request, "accounts/confirm.html", context, status=status)


@require_safe
@require_sign_in
def options(request: HttpRequest) -> HttpResponse:
    """Answer with what the script asks the person's own passkeys with."""
    return JsonResponse(
        queries.passkey_options_to_confirm(actor=actor_of(request), now=clock.now())
    )


@require_POST
@require_sign_in
def send_sms(request: HttpRequest) -> HttpResponse:
    """Send a text message to the person's own mobile."""
    send_confirmation_code(
        visit=cookies.visit_of(request), actor=actor_of(request), now=clock.now()
    )
    return redirect(factors.chosen_url(request, reverse("accounts:confirm"), Factor.SMS))
