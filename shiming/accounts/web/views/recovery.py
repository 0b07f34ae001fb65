"""Getting back into an account: by a contact, or with an activation code (A5, A6)."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shiming.accounts import errors, ports, queries
from shiming.accounts.actions.recovery.choose_password import choose_password
from shiming.accounts.actions.recovery.enter_activation_code import enter_activation_code
from shiming.accounts.actions.recovery.prove_recovery_contact import prove_recovery_contact
from shiming.accounts.actions.recovery.request_recovery import request_recovery
from shiming.accounts.actions.recovery.start_face_recovery import start_face_recovery
from shiming.accounts.actions.resend_code import resend_code
from shiming.accounts.queries.activation import find_pending_activation
from shiming.accounts.types import (
    AccountId,
    CheckedForm,
    CodePurpose,
    GivenDocument,
    PendingActivation,
)
from shiming.accounts.web import cookies, human_checks, journeys
from shiming.accounts.web.forms import CodeForm, add_refusal
from shiming.accounts.web.forms.faces import FaceRecoveryForm
from shiming.accounts.web.forms.recovery import (
    ActivationCodeForm,
    ChoosePasswordForm,
    ChoosePasswordWithDocumentForm,
    RecoverByEmailForm,
    RecoverByMobileForm,
)
from shiming.accounts.web.presenters import masked_account_name, password_rule
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.web_kit.refusals import render_refusal, status_of
from shiming.web_kit.types import journey_steps

_FIELD_OF = {
    "accounts.human_check.failed": "picture_code",
    "accounts.code.wrong": "code",
    "accounts.code.not_usable": "code",
    "accounts.activation.not_usable": "code",
    "accounts.recovery.document_mismatch": "number",
    "accounts.recovery.face_document_excluded": "document_type",
}
_FORM_OF = {"mobile": RecoverByMobileForm, "email": RecoverByEmailForm}
_INVALID = 422


@require_safe
def recover(request: HttpRequest) -> HttpResponse:
    """Show every way back in, the remote ones first; nobody stands before a closed door."""
    context = {"sign_in_url": _sign_in(request), "may_use_face": ports.face_check.is_filled}
    return render(request, "accounts/recovery/ways.html", context)


@sensitive_post_parameters("contact")
@require_http_methods(["GET", "HEAD", "POST"])
def recover_by(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask for a contact and send a code to it, whether or not it has an account (Q42)."""
    form_class = _FORM_OF[kind]
    form = form_class(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                request_recovery(
                    contact=form.cleaned_data["contact"],
                    human=human_checks.answer_of(request, form),
                    visit=cookies.visit_of(request),
                    now=clock.now(),
                )
            except DomainError as error:
                add_refusal(form, error, _FIELD_OF.get(error.code))
                status = status_of(error)
            else:
                return redirect("accounts:recover-code")
    human = human_checks.part_of_page(request, CheckedForm.RECOVER)
    # The visitor's cookie has to be there before the form comes back.
    cookies.visit_of(request)
    context = {
        "form": form,
        "human": human,
        "is_by_mobile": kind == "mobile",
        "steps": _steps(current=1),
    }
    response = render(request, "accounts/recovery/contact.html", context, status=status)
    return human_checks.with_challenge(request, response, human)


@sensitive_post_parameters("number", "name")
@require_http_methods(["GET", "HEAD", "POST"])
def recover_by_face(request: HttpRequest) -> HttpResponse:
    """Ask who it is, and lead to the camera, whether or not there is such a person (S31-5)."""
    if not ports.face_check.is_filled:
        return redirect("accounts:recover")
    form = FaceRecoveryForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                proof_id = start_face_recovery(
                    document=GivenDocument(number=form.document, name=form.cleaned_data["name"]),
                    visit=cookies.visit_of(request),
                    now=clock.now(),
                )
            except DomainError as error:
                add_refusal(form, error, _FIELD_OF.get(error.code))
                status = status_of(error)
            else:
                return redirect("accounts:face-check", proof_id)
    # The visitor's cookie has to be there before the form comes back.
    cookies.visit_of(request)
    context = {"form": form, "steps": _activation_steps(current=1)}
    return render(request, "accounts/recovery/face.html", context, status=status)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def recover_code(request: HttpRequest) -> HttpResponse:
    """Take the code that was sent; only then say whether there is an account."""
    now = clock.now()
    visit = cookies.visit_of(request)
    sent = queries.find_last_code(purpose=CodePurpose.RECOVER, visitor_token=visit.token, now=now)
    if sent is None:
        return redirect("accounts:recover")
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                issued = prove_recovery_contact(
                    typed_code=form.cleaned_data["code"], visit=visit, now=now
                )
            except (
                errors.NotRegistered,
                errors.AccountFrozen,
                errors.RecoveryByAdministrator,
            ) as error:
                return render_refusal(request, error)
            except DomainError as error:
                add_refusal(form, error, _FIELD_OF.get(error.code))
                status = status_of(error)
            else:
                response = redirect("accounts:activate-password")
                cookies.set_activation_cookie(request, response, issued.code)
                return response
    context = {
        "form": form,
        "sent_to": sent.contact.masked,
        "resend_url": reverse("accounts:recover-code-again"),
        "resend_after": journeys.resend_after(sent, now=now),
        "steps": _steps(current=1),
    }
    return render(request, "accounts/recovery/code.html", context, status=status)


@require_POST
def recover_code_again(request: HttpRequest) -> HttpResponse:
    """Send the code again."""
    resend_code(purpose=CodePurpose.RECOVER, visit=cookies.visit_of(request), now=clock.now())
    return redirect("accounts:recover-code")


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request: HttpRequest) -> HttpResponse:
    """Take an activation code from paper or from a text message."""
    form = ActivationCodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            code = form.cleaned_data["code"]
            try:
                enter_activation_code(
                    typed_code=code, visit=cookies.visit_of(request), now=clock.now()
                )
            except DomainError as error:
                add_refusal(form, error, _FIELD_OF.get(error.code))
                status = status_of(error)
            else:
                response = redirect("accounts:activate-password")
                cookies.set_activation_cookie(request, response, code)
                return response
    context = {"form": form, "steps": _activation_steps(current=1)}
    return render(request, "accounts/recovery/activate.html", context, status=status)


@sensitive_post_parameters("password", "repeat", "number", "name")
@require_http_methods(["GET", "HEAD", "POST"])
def activate_password(request: HttpRequest) -> HttpResponse:
    """Let the owner choose a password, and name themselves where a contact is not enough."""
    now = clock.now()
    visit = cookies.visit_of(request)
    code = cookies.activation_of(request)
    pending = find_pending_activation(typed_code=code, visitor_token=visit.token, now=now)
    if pending is None:
        return redirect("accounts:activate")
    form = _password_form(request, pending)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                choose_password(
                    typed_code=code,
                    password=form.cleaned_data["password"],
                    document=getattr(form, "document", None),
                    account_id=_account_id(form.cleaned_data.get("account", "")),
                    visit=visit,
                    now=now,
                )
            except (errors.ActivationNotUsable, errors.RecoveryLocked) as error:
                return render_refusal(request, error)
            except DomainError as error:
                add_refusal(form, error, _FIELD_OF.get(error.code, "password"))
                status = status_of(error)
            else:
                response = redirect("accounts:activated")
                cookies.forget_activation(request, response)
                return response
    context = {
        "form": form,
        "has_choice": len(pending.accounts) > 1,
        "demands_document": pending.demands_document,
        "password_rule": password_rule(queries.portal_of_host(request.get_host()).password_profile),
        "steps": _activation_steps(current=2),
    }
    return render(request, "accounts/recovery/password.html", context, status=status)


@require_safe
def activated(request: HttpRequest) -> HttpResponse:
    """Say that the password is set."""
    return render(request, "accounts/recovery/done.html", {"sign_in_url": _sign_in(request)})


def _password_form(request: HttpRequest, pending: PendingActivation) -> ChoosePasswordForm:
    form_class = ChoosePasswordWithDocumentForm if pending.demands_document else ChoosePasswordForm
    form = form_class(request.POST if request.method == "POST" else None)
    field = form.fields["account"]
    field.choices = [(str(each.id), masked_account_name(each)) for each in pending.accounts]  # type: ignore[attr-defined]  # a ChoiceField
    field.initial = str(pending.accounts[0].id)
    return form


def _account_id(text: str) -> AccountId | None:
    # The form has checked that it is one of those offered.
    return AccountId(uuid.UUID(text)) if text else None


def _steps(*, current: int) -> tuple[object, ...]:
    return journey_steps(_("验证联系方式"), _("设置新密码"), current=current)


def _activation_steps(*, current: int) -> tuple[object, ...]:
    return journey_steps(_("验证"), _("设置新密码"), current=current)


def _sign_in(request: HttpRequest) -> str:
    return journeys.with_next(request, reverse("accounts:sign-in"))
