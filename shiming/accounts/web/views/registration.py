"""Registering an account: first the mobile, then the rest (A2)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shiming.accounts import errors, ports, queries
from shiming.accounts.actions.register import register as register_account
from shiming.accounts.actions.request_code import request_code
from shiming.accounts.actions.resend_code import resend_code
from shiming.accounts.types import CheckedForm, CodePurpose
from shiming.accounts.web import cookies, human_checks, journeys
from shiming.accounts.web.forms import CompleteRegistrationForm, RegisterForm, add_refusal
from shiming.accounts.web.presenters import password_rule
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.web_kit.refusals import render_refusal, status_of
from shiming.web_kit.types import journey_steps

_FIELD_OF = {
    "accounts.human_check.failed": "picture_code",
    "accounts.agreement.not_accepted": "is_agreed",
    "accounts.code.wrong": "code",
    "accounts.code.not_usable": "code",
    "accounts.user_name.taken": "user_name",
    "accounts.user_name.malformed": "user_name",
    "accounts.password.too_short": "password",
    "accounts.password.too_long": "password",
    "accounts.password.too_uniform": "password",
    "accounts.password.lacks_classes": "password",
    "accounts.password.control_characters": "password",
    "accounts.password.too_common": "password",
    "accounts.password.personal": "password",
}
_INVALID = 422


@sensitive_post_parameters("mobile")
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Ask for mobile and agreement, and send a code to any mobile (Q42)."""
    now = clock.now()
    visit = cookies.visit_of(request)
    agreement = queries.find_current_agreement(now=now)
    form = RegisterForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            accepted = agreement.id if agreement and form.cleaned_data["is_agreed"] else None
            try:
                request_code(
                    purpose=CodePurpose.REGISTER,
                    mobile=form.cleaned_data["mobile"],
                    human=human_checks.answer_of(request, form),
                    accepted_agreement=accepted,
                    visit=visit,
                    now=now,
                )
            except DomainError as error:
                add_refusal(form, error, _FIELD_OF.get(error.code))
                status = status_of(error)
            else:
                return redirect(journeys.with_next(request, reverse("accounts:register-code")))
    human = human_checks.part_of_page(request, CheckedForm.REGISTER)
    context = {
        "form": form,
        "human": human,
        "agreement": agreement,
        "sign_in_url": journeys.with_next(request, reverse("accounts:sign-in")),
        "steps": journey_steps(_("验证手机"), _("设置密码"), current=1),
    }
    response = render(request, "accounts/register.html", context, status=status)
    return human_checks.with_challenge(request, response, human)


@sensitive_post_parameters("password", "repeat", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def register_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code, a user name and a password, and make the account."""
    now = clock.now()
    visit = cookies.visit_of(request)
    sent = queries.find_last_code(purpose=CodePurpose.REGISTER, visitor_token=visit.token, now=now)
    if sent is None:
        return redirect(journeys.with_next(request, reverse("accounts:register")))
    form = CompleteRegistrationForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                started = register_account(
                    typed_code=form.cleaned_data["code"],
                    user_name=form.cleaned_data["user_name"],
                    password=form.cleaned_data["password"],
                    visit=visit,
                    replaces=cookies.present_session(request),
                    now=now,
                )
            except errors.AlreadyRegistered as error:
                return render_refusal(request, error)
            except DomainError as error:
                add_refusal(form, error, _FIELD_OF.get(error.code))
                status = status_of(error)
            else:
                return journeys.after_registration(request, started)
    context = {
        "form": form,
        "sent_to": sent.mobile.masked,
        "resend_url": journeys.with_next(request, reverse("accounts:register-code-again")),
        "resend_after": journeys.resend_after(sent, now=now),
        "password_rule": password_rule(ports.policy().password_profile),
        "restart_url": journeys.with_next(request, reverse("accounts:register")),
        "steps": journey_steps(_("验证手机"), _("设置密码"), current=2),
    }
    return render(request, "accounts/register_code.html", context, status=status)


@require_POST
def register_code_again(request: HttpRequest) -> HttpResponse:
    """Send the code again."""
    resend_code(purpose=CodePurpose.REGISTER, visit=cookies.visit_of(request), now=clock.now())
    return redirect(journeys.with_next(request, reverse("accounts:register-code")))
