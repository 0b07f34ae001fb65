"""Signing in by password or by code, and signing out (A7, A11)."""

import dataclasses
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shiming.accounts import errors, ports, queries
from shiming.accounts.actions import sign_out as sign_out_case
from shiming.accounts.actions.request_code import request_code
from shiming.accounts.actions.resend_code import resend_code
from shiming.accounts.actions.sign_in.sign_in_as_filed import sign_in_as_filed
from shiming.accounts.actions.sign_in.sign_in_with_document_code import sign_in_with_document_code
from shiming.accounts.actions.sign_in_with_code import sign_in_with_code
from shiming.accounts.actions.sign_in_with_password import sign_in_with_password
from shiming.accounts.types import (
    CheckedForm,
    CodePurpose,
    SessionId,
    SignInMethod,
    SignInOutcome,
)
from shiming.accounts.web import cookies, human_checks, journeys, sign_in_pages
from shiming.accounts.web.forms import (
    CodeForm,
    HumanCheckForm,
    PasswordSignInForm,
    SmsSignInForm,
    add_refusal,
)
from shiming.accounts.web.sign_in_pages import offered
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.web_kit.actors import actor_of, continue_to, is_fragment_wanted
from shiming.web_kit.refusals import render_refusal, status_of

FIELD_OF = {
    "accounts.human_check.failed": "picture_code",
    "accounts.code.wrong": "code",
    "accounts.code.not_usable": "code",
}
_INVALID = 422
_PASSWORD = SignInMethod.PASSWORD


@sensitive_post_parameters("identifier", "password")
@require_http_methods(["GET", "HEAD", "POST"])
@offered(SignInMethod.PASSWORD)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with user name or mobile, and password: a page, a box or a dialog (S15-1, S29-7)."""
    if request.method != "POST" and _needs_no_sign_in(request):
        return continue_to(request, journeys.wanted_url(request))
    if request.method != "POST" and (hinted := sign_in_pages.hinted_source(request)):
        return redirect(hinted)
    if request.method != "POST" and (page := sign_in_pages.instead_of(request, _PASSWORD)):
        return redirect(page)
    return _by_password(request, is_staff=False)


@sensitive_post_parameters("identifier", "password")
@require_http_methods(["GET", "HEAD", "POST"])
@offered(SignInMethod.STAFF)
def sign_in_staff(request: HttpRequest) -> HttpResponse:
    """Sign a member of staff in; the second factor is asked for on the next page (S20-1)."""
    return _by_password(request, is_staff=True)


@sensitive_post_parameters("mobile")
@require_http_methods(["GET", "HEAD", "POST"])
@offered(SignInMethod.SMS)
def sign_in_sms(request: HttpRequest) -> HttpResponse:
    """Send a code to any mobile, registered or not (Q42)."""
    form = SmsSignInForm(request.POST if request.method == "POST" else None)

    def act() -> HttpResponse:
        request_code(
            purpose=CodePurpose.SIGN_IN,
            mobile=form.cleaned_data["mobile"],
            human=human_checks.answer_of(request, form),
            accepted_agreement=None,
            visit=cookies.visit_of(request),
            now=clock.now(),
        )
        return redirect(journeys.with_next(request, reverse("accounts:sign-in-code")))

    return answer_form(request, form, act, method=SignInMethod.SMS, checked=CheckedForm.SMS_SIGN_IN)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest, purpose: CodePurpose = CodePurpose.SIGN_IN) -> HttpResponse:
    """Sign in with the code that was sent."""
    now = clock.now()
    visit = cookies.visit_of(request)
    asked_at, _, again, enter = _CODE_PAGES[purpose]
    sent = queries.find_last_code(purpose=purpose, visitor_token=visit.token, now=now)
    if sent is None:
        return redirect(journeys.with_next(request, reverse(asked_at)))
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                outcome = enter(
                    typed_code=form.cleaned_data["code"],
                    visit=visit,
                    replaces=cookies.present_session(request),
                    now=now,
                )
            except (errors.CodeWrong, errors.CodeNotUsable, errors.SignInLocked) as error:
                add_refusal(form, error, FIELD_OF.get(error.code))
                status = status_of(error)
            except DomainError as error:
                # The code is used up: whatever it led to, it is of no use on this page.
                return render_refusal(request, error)
            else:
                return journeys.after_sign_in(request, outcome)
    context = {
        "form": form,
        "sent_to": sent.mobile.masked,
        "resend_url": journeys.with_next(request, reverse(again)),
        "resend_after": journeys.resend_after(sent, now=now),
        "restart_url": journeys.with_next(request, reverse(asked_at)),
    }
    return render(request, "accounts/sign_in_code.html", context, status=status)


@require_POST
def sign_in_code_again(
    request: HttpRequest, purpose: CodePurpose = CodePurpose.SIGN_IN
) -> HttpResponse:
    """Send the code again."""
    resend_code(purpose=purpose, visit=cookies.visit_of(request), now=clock.now())
    return redirect(journeys.with_next(request, reverse(_CODE_PAGES[purpose][1])))


@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; a phone is asked first, for a thumb slips easily (S31-18)."""
    actor = actor_of(request)
    is_confirmed = request.POST.get("confirmed") == "yes" or not _is_phone(request)
    if actor.is_signed_in and (request.method != "POST" or not is_confirmed):
        return render(request, "accounts/sign_out.html")
    sign_out_case.sign_out(actor=actor, now=clock.now())
    farewell = (
        ports.session_ended().farewell_url(session_id=SessionId(actor.session_id))
        if actor.session_id
        else None
    )
    response = redirect(farewell or f"{reverse('accounts:sign-in')}?signed_out=1")
    cookies.forget_session(request, response)
    return response


def answer_form(
    request: HttpRequest,
    form: HumanCheckForm,
    act: Callable[[], HttpResponse],
    *,
    method: SignInMethod,
    checked: CheckedForm,
    lead: str = "",
) -> HttpResponse:
    """Show the form of a way in, or act on it: the same refusals in the same places everywhere."""
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                return _as_asked(request, act())
            except DomainError as error:
                add_refusal(form, error, FIELD_OF.get(error.code))
                status = status_of(error)
    human = human_checks.part_of_page(request, checked)
    is_quick = is_fragment_wanted(request)
    if is_quick:
        # A box or a dialog in another page, which has not loaded the script of the proof of work.
        human = dataclasses.replace(human, has_proof=False)
    context = {
        "form": form,
        "human": human,
        "frame_of_page": sign_in_pages.frame_of_page(request, method),
        "method": method.value,
        "lead": lead,
        "action": request.get_full_path(),
    }
    # The visitor's cookie has to be there before the form comes back.
    cookies.visit_of(request)
    template = "accounts/_sign_in_dialog.html" if is_quick else "accounts/sign_in.html"
    response = render(request, template, context, status=status)
    return human_checks.with_challenge(request, response, human)


def _as_asked(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return the response, which in a box or dialog must lead the whole page on."""
    if is_fragment_wanted(request) and "Location" in response:
        response.headers["HX-Redirect"] = response.headers["Location"]
        del response.headers["Location"]
        response.status_code = 204
    return response


def _by_password(request: HttpRequest, *, is_staff: bool) -> HttpResponse:
    form = PasswordSignInForm(
        request.POST if request.method == "POST" else None,
        initial={"identifier": cookies.login_hint(request)},
    )

    def act() -> HttpResponse:
        outcome = sign_in_with_password(
            identifier=form.cleaned_data["identifier"],
            password=form.cleaned_data["password"],
            human=human_checks.answer_of(request, form),
            visit=cookies.visit_of(request),
            replaces=cookies.present_session(request),
            is_staff=is_staff,
            now=clock.now(),
        )
        return journeys.after_sign_in(request, outcome)

    return answer_form(
        request,
        form,
        act,
        method=SignInMethod.STAFF if is_staff else SignInMethod.PASSWORD,
        checked=CheckedForm.STAFF_SIGN_IN if is_staff else CheckedForm.PASSWORD_SIGN_IN,
    )


Enter = Callable[..., SignInOutcome]
# Where each kind of code is asked for, entered and sent again, and what entering it does.
_CODE_PAGES: dict[CodePurpose, tuple[str, str, str, Enter]] = {
    CodePurpose.SIGN_IN: (
        "accounts:sign-in-sms",
        "accounts:sign-in-code",
        "accounts:sign-in-code-again",
        sign_in_with_code,
    ),
    CodePurpose.SIGN_IN_WITH_DOCUMENT: (
        "accounts:sign-in-document-sms",
        "accounts:sign-in-document-code",
        "accounts:sign-in-document-code-again",
        sign_in_with_document_code,
    ),
    CodePurpose.SIGN_IN_AS_FILED: (
        "accounts:sign-in-filed",
        "accounts:sign-in-filed-code",
        "accounts:sign-in-filed-code-again",
        sign_in_as_filed,
    ),
}


def _needs_no_sign_in(request: HttpRequest) -> bool:
    """Tell whether somebody is signed in and nobody asked for a fresh sign-in (OIDC `prompt`)."""
    return actor_of(request).is_signed_in and "again" not in request.GET


def _is_phone(request: HttpRequest) -> bool:
    return "Mobi" in cookies.device_of(request)
