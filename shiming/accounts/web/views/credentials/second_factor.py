"""The second step of a sign-in."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shiming.accounts import errors, queries
from shiming.accounts.actions.sign_in.second_factor import prove_second_factor
from shiming.accounts.actions.sign_in.send_second_factor_code import (
    send_second_factor_code as send_code,
)
from shiming.accounts.types import CodePurpose, Factor
from shiming.accounts.web import cookies, factors, journeys
from shiming.accounts.web.forms import add_refusal
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.web_kit.refusals import render_refusal, status_of
from shiming.web_kit.texts import text_of

_INVALID = 422
_ENDS = (errors.PendingSignInLost, errors.AccountFrozen, errors.BadCredentials)


@sensitive_post_parameters("code", "answer")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for what the account has besides its first factor, and complete the sign-in."""
    now = clock.now()
    visit = cookies.visit_of(request)
    step = queries.get_second_step(visit=visit, now=now)
    part = factors.factor_part(
        request,
        step.factors,
        mobile=step.mobile,
        purpose=CodePurpose.SECOND_FACTOR,
        options_url=reverse("accounts:second-factor-options"),
        send_url=reverse("accounts:second-factor-sms"),
    )
    form = factors.form_of(request, part, trust_days=step.trust_days)
    status, refusal = 200, None
    if request.method == "POST":
        status = _INVALID
        if answer := factors.answer_of(request, form):
            is_trusted = step.trust_days > 0 and request.POST.get("is_trusted") == "on"
            try:
                started = prove_second_factor(
                    answer=answer,
                    trusts_device=is_trusted,
                    visit=visit,
                    replaces=cookies.present_session(request),
                    now=now,
                )
            except _ENDS as error:
                return render_refusal(request, error)
            except DomainError as error:
                status = status_of(error)
                if form is None or answer.factor is Factor.PASSKEY:
                    refusal = text_of(error)
                else:
                    add_refusal(form, error, form.entry.name)
            else:
                return journeys.after_sign_in(request, started)
    context = {
        "form": form,
        "part": part,
        "refusal": refusal,
        "trust_days": step.trust_days,
        "restart_url": journeys.with_next(request, reverse("accounts:sign-in")),
    }
    return render(request, "accounts/credentials/second_factor.html", context, status=status)


@require_safe
def options(request: HttpRequest) -> JsonResponse:
    """Answer with what the script asks the account's passkeys with."""
    return JsonResponse(
        queries.passkey_options_of_second_step(visit=cookies.visit_of(request), now=clock.now())
    )


@require_POST
def send_sms(request: HttpRequest) -> HttpResponse:
    """Send a text message to the account's mobile."""
    send_code(visit=cookies.visit_of(request), now=clock.now())
    return redirect(factors.chosen_url(request, reverse("accounts:second-factor"), Factor.SMS))
