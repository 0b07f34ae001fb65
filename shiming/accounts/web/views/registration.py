"""Registering an account: first the mobile, then the rest (A2)."""

import dataclasses

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shiming.accounts import errors, queries
from shiming.accounts.actions.register import register as register_account
from shiming.accounts.actions.registration.redeem_registration_code import (
    redeem_registration_code,
)
from shiming.accounts.actions.registration.register_with_code import register_with_code
from shiming.accounts.actions.request_code import request_code
from shiming.accounts.actions.resend_code import resend_code
from shiming.accounts.policies.registration import refusal_to_unit
from shiming.accounts.types import AccountKind, CheckedForm, CodePurpose, RegistrationVariant
from shiming.accounts.web import cookies, human_checks, journeys
from shiming.accounts.web.forms import (
    CompleteRegistrationForm,
    CompleteUnitRegistrationForm,
    RegisterForm,
    RegisterUnitForm,
    add_refusal,
)
from shiming.accounts.web.forms.contacts import (
    CounterRegistrationForm,
    FiledRegistrationForm,
    RedeemForm,
)
from shiming.accounts.web.presenters import password_rule
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.web_kit.actors import actor_of, require_sign_in
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
    "accounts.registration_code.not_usable": "registration_code",
}
_INVALID = 422


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """Who registers: where the two steps are, and what they are called there (S29-4)."""

    kind: AccountKind
    start: str
    code: str
    again: str
    first_form: type[RegisterForm]
    second_form: type[CompleteRegistrationForm]
    page: str


_PERSON = _Kind(
    kind=AccountKind.NATURAL_PERSON,
    start="accounts:register",
    code="accounts:register-code",
    again="accounts:register-code-again",
    first_form=RegisterForm,
    second_form=CompleteRegistrationForm,
    page="accounts/register.html",
)
_UNIT = _Kind(
    kind=AccountKind.UNIT,
    start="accounts:register-unit",
    code="accounts:register-unit-code",
    again="accounts:register-unit-code-again",
    first_form=RegisterUnitForm,
    second_form=CompleteUnitRegistrationForm,
    page="accounts/registration/unit.html",
)


@sensitive_post_parameters("mobile")
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Ask for mobile and agreement, and send a code to any mobile (Q42)."""
    return _first_step(request, _PERSON)


@sensitive_post_parameters("password", "repeat", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def register_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code, a user name and a password, and make the account."""
    return _second_step(request, _PERSON)


@require_POST
def register_code_again(request: HttpRequest) -> HttpResponse:
    """Send the code again."""
    return _send_again(request, _PERSON)


@sensitive_post_parameters("mobile")
@require_http_methods(["GET", "HEAD", "POST"])
def register_unit(request: HttpRequest) -> HttpResponse:
    """Ask for the same of a unit, and say how it becomes known which unit it is (S29-3, S29-4)."""
    return _first_step(request, _UNIT)


@sensitive_post_parameters("password", "repeat", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def register_unit_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code, the unit's user name and password, and make the account."""
    return _second_step(request, _UNIT)


@require_POST
def register_unit_code_again(request: HttpRequest) -> HttpResponse:
    """Send the code again."""
    return _send_again(request, _UNIT)


def _first_step(request: HttpRequest, who: _Kind) -> HttpResponse:
    now = clock.now()
    visit = cookies.visit_of(request)
    agreement = queries.find_current_agreement(now=now)
    variant = _variant(request)
    is_open = who is _PERSON or refusal_to_unit(variant) is None
    form = who.first_form(request.POST if request.method == "POST" and is_open else None)
    status = 200
    if form.is_bound:
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
                return redirect(journeys.with_next(request, reverse(who.code)))
    human = human_checks.part_of_page(request, CheckedForm.REGISTER)
    context = {
        "form": form,
        "human": human,
        "agreement": agreement,
        "individual_url": journeys.with_next(request, reverse(_PERSON.start)),
        "unit_url": journeys.with_next(request, reverse(_UNIT.start)),
        "sign_in_url": journeys.with_next(request, reverse("accounts:sign-in")),
        # Units are known above this area.
        "handler_url": f"{reverse('accounts:sign-in')}?next={reverse('legal_persons:register')}",
        "is_filed_first": variant is RegistrationVariant.CARD_FILED_FIRST,
        "is_open": is_open,
        "steps": journey_steps(_("验证手机"), _("设置密码"), current=1),
    }
    response = render(request, who.page, context, status=status)
    return human_checks.with_challenge(request, response, human)


def _second_step(request: HttpRequest, who: _Kind) -> HttpResponse:
    now = clock.now()
    visit = cookies.visit_of(request)
    sent = queries.find_last_code(purpose=CodePurpose.REGISTER, visitor_token=visit.token, now=now)
    if sent is None:
        return redirect(journeys.with_next(request, reverse(who.start)))
    is_filed_first = who is _PERSON and _variant(request) is RegistrationVariant.CARD_FILED_FIRST
    form_class = FiledRegistrationForm if is_filed_first else who.second_form
    form = form_class(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                started = register_account(
                    kind=who.kind,
                    typed_code=form.cleaned_data["code"],
                    user_name=form.cleaned_data["user_name"],
                    password=form.cleaned_data["password"],
                    document=getattr(form, "document", None),
                    visit=visit,
                    replaces=cookies.present_session(request),
                    now=now,
                )
            except (
                errors.AlreadyRegistered,
                errors.DocumentRegistered,
                errors.FiledAlready,
                errors.NotFiled,
                errors.UnitsRegisteredByHandlers,
            ) as error:
                return render_refusal(request, error)
            except DomainError as error:
                add_refusal(form, error, _FIELD_OF.get(error.code))
                status = status_of(error)
            else:
                return journeys.after_registration(request, started)
    context = {
        "form": form,
        "sent_to": sent.mobile.masked,
        "resend_url": journeys.with_next(request, reverse(who.again)),
        "resend_after": journeys.resend_after(sent, now=now),
        "password_rule": _password_rule(request),
        "is_filed_first": is_filed_first,
        "is_unit": who is _UNIT,
        "counter_url": journeys.with_next(request, reverse("accounts:register-counter")),
        "restart_url": journeys.with_next(request, reverse(who.start)),
        "steps": journey_steps(_("验证手机"), _("设置密码"), current=2),
    }
    return render(request, "accounts/register_code.html", context, status=status)


def _send_again(request: HttpRequest, who: _Kind) -> HttpResponse:
    resend_code(purpose=CodePurpose.REGISTER, visit=cookies.visit_of(request), now=clock.now())
    return redirect(journeys.with_next(request, reverse(who.code)))


@sensitive_post_parameters("password", "repeat", "code", "registration_code", "number", "name")
@require_http_methods(["GET", "HEAD", "POST"])
def register_counter(request: HttpRequest) -> HttpResponse:
    """Finish a registration with the code that a clerk printed (S32-16)."""
    now = clock.now()
    visit = cookies.visit_of(request)
    sent = queries.find_last_code(purpose=CodePurpose.REGISTER, visitor_token=visit.token, now=now)
    if sent is None:
        return redirect(journeys.with_next(request, reverse("accounts:register")))
    form = CounterRegistrationForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid() and form.document is not None:
            try:
                started = register_with_code(
                    typed_code=form.cleaned_data["code"],
                    registration_code=form.cleaned_data["registration_code"],
                    document=form.document,
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
        "password_rule": _password_rule(request),
        "steps": journey_steps(_("验证手机"), _("填写注册码"), current=2),
    }
    return render(request, "accounts/registration/counter.html", context, status=status)


@sensitive_post_parameters("registration_code", "number", "name")
@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def redeem(request: HttpRequest) -> HttpResponse:
    """Take the code that a clerk printed from who has an account already (S32-16)."""
    form = RedeemForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid() and form.document is not None:
            try:
                redeem_registration_code(
                    registration_code=form.cleaned_data["registration_code"],
                    document=form.document,
                    actor=actor_of(request),
                    now=clock.now(),
                )
            except DomainError as error:
                add_refusal(form, error, _FIELD_OF.get(error.code))
                status = status_of(error)
            else:
                return redirect("accounts:me")
    return render(request, "accounts/registration/redeem.html", {"form": form}, status=status)


def _variant(request: HttpRequest) -> RegistrationVariant:
    return queries.portal_of_host(request.get_host()).registration_variant


def _password_rule(request: HttpRequest) -> str:
    return password_rule(queries.portal_of_host(request.get_host()).password_profile)
