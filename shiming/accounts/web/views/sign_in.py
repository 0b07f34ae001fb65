"""Signing in by password or by code, and signing out (A7, A11)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shiming.accounts import errors, queries
from shiming.accounts.actions import sign_out as sign_out_case
from shiming.accounts.actions.request_code import request_code
from shiming.accounts.actions.resend_code import resend_code
from shiming.accounts.actions.sign_in_with_code import sign_in_with_code
from shiming.accounts.actions.sign_in_with_password import sign_in_with_password
from shiming.accounts.types import CheckedForm, CodePurpose
from shiming.accounts.web import cookies, human_checks, journeys
from shiming.accounts.web.forms import (
    CodeForm,
    PasswordSignInForm,
    SmsSignInForm,
    add_refusal,
)
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.web_kit.actors import actor_of, continue_to
from shiming.web_kit.refusals import render_refusal, status_of

_FIELD_OF = {
    "accounts.human_check.failed": "picture_code",
    "accounts.code.wrong": "code",
    "accounts.code.not_usable": "code",
}
_INVALID = 422


@sensitive_post_parameters("identifier", "password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with user name or mobile, and password."""
    if request.method != "POST" and _needs_no_sign_in(request):
        return continue_to(request, journeys.wanted_url(request))
    form = PasswordSignInForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                started = sign_in_with_password(
                    identifier=form.cleaned_data["identifier"],
                    password=form.cleaned_data["password"],
                    human=human_checks.answer_of(request, form),
                    visit=cookies.visit_of(request),
                    replaces=cookies.present_session(request),
                    now=clock.now(),
                )
            except DomainError as error:
                add_refusal(form, error, _FIELD_OF.get(error.code))
                status = status_of(error)
            else:
                return journeys.after_sign_in(request, started)
    return _sign_in_page(request, form, CheckedForm.PASSWORD_SIGN_IN, status=status)


@sensitive_post_parameters("mobile")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_sms(request: HttpRequest) -> HttpResponse:
    """Send a code to any mobile, registered or not (Q42)."""
    form = SmsSignInForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                request_code(
                    purpose=CodePurpose.SIGN_IN,
                    mobile=form.cleaned_data["mobile"],
                    human=human_checks.answer_of(request, form),
                    accepted_agreement=None,
                    visit=cookies.visit_of(request),
                    now=clock.now(),
                )
            except DomainError as error:
                add_refusal(form, error, _FIELD_OF.get(error.code))
                status = status_of(error)
            else:
                return redirect(journeys.with_next(request, reverse("accounts:sign-in-code")))
    return _sign_in_page(request, form, CheckedForm.SMS_SIGN_IN, status=status)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Sign in with the code that was sent."""
    now = clock.now()
    visit = cookies.visit_of(request)
    sent = queries.find_last_code(purpose=CodePurpose.SIGN_IN, visitor_token=visit.token, now=now)
    if sent is None:
        return redirect(journeys.with_next(request, reverse("accounts:sign-in-sms")))
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                started = sign_in_with_code(
                    typed_code=form.cleaned_data["code"],
                    visit=visit,
                    replaces=cookies.present_session(request),
                    now=now,
                )
            except (errors.NotRegistered, errors.AccountFrozen) as error:
                return render_refusal(request, error)
            except DomainError as error:
                add_refusal(form, error, _FIELD_OF.get(error.code))
                status = status_of(error)
            else:
                return journeys.after_sign_in(request, started)
    context = {
        "form": form,
        "sent_to": sent.mobile.masked,
        "resend_url": journeys.with_next(request, reverse("accounts:sign-in-code-again")),
        "resend_after": journeys.resend_after(sent, now=now),
        "restart_url": journeys.with_next(request, reverse("accounts:sign-in-sms")),
    }
    return render(request, "accounts/sign_in_code.html", context, status=status)


@require_POST
def sign_in_code_again(request: HttpRequest) -> HttpResponse:
    """Send the code again."""
    resend_code(purpose=CodePurpose.SIGN_IN, visit=cookies.visit_of(request), now=clock.now())
    return redirect(journeys.with_next(request, reverse("accounts:sign-in-code")))


@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; a phone is asked first, for a thumb slips easily (S31-18)."""
    actor = actor_of(request)
    is_confirmed = request.POST.get("confirmed") == "yes" or not _is_phone(request)
    if actor.is_signed_in and (request.method != "POST" or not is_confirmed):
        return render(request, "accounts/sign_out.html")
    sign_out_case.sign_out(actor=actor, now=clock.now())
    response = redirect(f"{reverse('accounts:sign-in')}?signed_out=1")
    cookies.forget_session(request, response)
    return response


def _sign_in_page(
    request: HttpRequest,
    form: PasswordSignInForm | SmsSignInForm,
    checked: CheckedForm,
    *,
    status: int,
) -> HttpResponse:
    human = human_checks.part_of_page(request, checked)
    context = {
        "form": form,
        "human": human,
        "is_by_password": checked is CheckedForm.PASSWORD_SIGN_IN,
        "password_url": journeys.with_next(request, reverse("accounts:sign-in")),
        "sms_url": journeys.with_next(request, reverse("accounts:sign-in-sms")),
        "register_url": journeys.with_next(request, reverse("accounts:register")),
        "has_signed_out": "signed_out" in request.GET,
    }
    # The visitor's cookie has to be there before the form comes back.
    cookies.visit_of(request)
    response = render(request, "accounts/sign_in.html", context, status=status)
    return human_checks.with_challenge(request, response, human)


def _needs_no_sign_in(request: HttpRequest) -> bool:
    """Tell whether somebody is signed in and nobody asked for a fresh sign-in (OIDC `prompt`)."""
    return actor_of(request).is_signed_in and "again" not in request.GET


def _is_phone(request: HttpRequest) -> bool:
    return "Mobi" in cookies.device_of(request)
