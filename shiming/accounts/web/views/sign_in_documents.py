"""Signing in with a document, or with a number that another body gave (A7)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from shiming.accounts.actions.request_code import request_code
from shiming.accounts.actions.sign_in.sign_in_with_document_password import (
    sign_in_with_document_password,
)
from shiming.accounts.actions.sign_in.sign_in_with_number_password import (
    sign_in_with_number_password,
)
from shiming.accounts.document_facts import facts_of_document
from shiming.accounts.types import CheckedForm, CodePurpose, NumberKind, SignInMethod
from shiming.accounts.web import cookies, human_checks, journeys
from shiming.accounts.web.forms import (
    DocumentPasswordSignInForm,
    DocumentSmsSignInForm,
    FiledSignInForm,
    NumberSignInForm,
)
from shiming.accounts.web.sign_in_pages import offered
from shiming.accounts.web.views.sign_in import answer_form
from shiming.kernel import clock
from shiming.kernel.identifiers.documents import DocumentType


@sensitive_post_parameters("number", "name", "mobile")
@require_http_methods(["GET", "HEAD", "POST"])
@offered(SignInMethod.DOCUMENT_SMS)
def sign_in_document_sms(request: HttpRequest) -> HttpResponse:
    """Ask for document, name and mobile; whether they belong together shows after the code."""
    form = DocumentSmsSignInForm(request.POST if request.method == "POST" else None)

    def act() -> HttpResponse:
        request_code(
            purpose=CodePurpose.SIGN_IN_WITH_DOCUMENT,
            mobile=form.cleaned_data["mobile"],
            human=human_checks.answer_of(request, form),
            accepted_agreement=None,
            visit=cookies.visit_of(request),
            facts=facts_of_document(
                document_type=DocumentType(form.cleaned_data["document_type"]),
                number=form.cleaned_data["number"],
                name=form.cleaned_data["name"],
            ),
            now=clock.now(),
        )
        return redirect(journeys.with_next(request, reverse("accounts:sign-in-document-code")))

    return answer_form(
        request, form, act, method=SignInMethod.DOCUMENT_SMS, checked=CheckedForm.DOCUMENT_SIGN_IN
    )


@sensitive_post_parameters("number", "mobile")
@require_http_methods(["GET", "HEAD", "POST"])
@offered(SignInMethod.FILED)
def sign_in_filed(request: HttpRequest) -> HttpResponse:
    """Ask for mobile and number of somebody on file (S27-3, Q06)."""
    form = FiledSignInForm(request.POST if request.method == "POST" else None)

    def act() -> HttpResponse:
        request_code(
            purpose=CodePurpose.SIGN_IN_AS_FILED,
            mobile=form.cleaned_data["mobile"],
            human=human_checks.answer_of(request, form),
            accepted_agreement=None,
            visit=cookies.visit_of(request),
            facts=facts_of_document(
                document_type=DocumentType.RESIDENT_ID_CARD, number=form.cleaned_data["number"]
            ),
            now=clock.now(),
        )
        return redirect(journeys.with_next(request, reverse("accounts:sign-in-filed-code")))

    return answer_form(
        request, form, act, method=SignInMethod.FILED, checked=CheckedForm.FILED_SIGN_IN
    )


@sensitive_post_parameters("number", "name", "password")
@require_http_methods(["GET", "HEAD", "POST"])
@offered(SignInMethod.DOCUMENT_PASSWORD)
def sign_in_document(request: HttpRequest) -> HttpResponse:
    """Sign in with document, name and password (S21-2)."""
    form = DocumentPasswordSignInForm(request.POST if request.method == "POST" else None)

    def act() -> HttpResponse:
        outcome = sign_in_with_document_password(
            document_type=DocumentType(form.cleaned_data["document_type"]),
            number=form.cleaned_data["number"],
            name=form.cleaned_data["name"],
            password=form.cleaned_data["password"],
            human=human_checks.answer_of(request, form),
            visit=cookies.visit_of(request),
            replaces=cookies.present_session(request),
            now=clock.now(),
        )
        return journeys.after_sign_in(request, outcome)

    return answer_form(
        request,
        form,
        act,
        method=SignInMethod.DOCUMENT_PASSWORD,
        checked=CheckedForm.DOCUMENT_SIGN_IN,
    )


@sensitive_post_parameters("number", "password")
@require_http_methods(["GET", "HEAD", "POST"])
@offered(SignInMethod.NUMBER_PASSWORD)
def sign_in_number(request: HttpRequest) -> HttpResponse:
    """Sign in with a fund or social-security number and a password (S15-2, S21-2)."""
    form = NumberSignInForm(request.POST if request.method == "POST" else None)

    def act() -> HttpResponse:
        outcome = sign_in_with_number_password(
            kind=NumberKind(form.cleaned_data["kind"]),
            number=form.cleaned_data["number"],
            password=form.cleaned_data["password"],
            human=human_checks.answer_of(request, form),
            visit=cookies.visit_of(request),
            replaces=cookies.present_session(request),
            now=clock.now(),
        )
        return journeys.after_sign_in(request, outcome)

    return answer_form(
        request, form, act, method=SignInMethod.NUMBER_PASSWORD, checked=CheckedForm.NUMBER_SIGN_IN
    )
