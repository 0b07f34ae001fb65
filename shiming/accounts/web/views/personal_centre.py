"""The personal centre: facts, password, sessions, agreement (A11, A14)."""

import uuid
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shiming.accounts import errors, ports, queries
from shiming.accounts.actions import accept_agreement as accept_agreement_case
from shiming.accounts.actions import change_password as change_password_case
from shiming.accounts.actions import end_other_sessions as end_other_sessions_case
from shiming.accounts.actions import end_session_remotely as end_session_case
from shiming.accounts.actions import show_own_facts as show_own_facts_case
from shiming.accounts.types import AccountId, AgreementId, SessionId
from shiming.accounts.web import cookies, journeys, presenters
from shiming.accounts.web.forms import ChangePasswordForm, add_refusal
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.web_kit.actors import actor_of, continue_to, require_sign_in
from shiming.web_kit.refusals import status_of

_INVALID = 422


@require_safe
@require_sign_in
def me(request: HttpRequest) -> HttpResponse:
    """Show who is signed in, masked, and what can be done from here."""
    actor = actor_of(request)
    account = queries.get_account(_account_of(request))
    if queries.must_accept_agreement(account.id, now=clock.now()):
        return redirect(f"{reverse('accounts:agreement')}?{urlencode({'next': request.path})}")
    person = None if account.person_id is None else queries.get_person(account.person_id)
    document = ports.document_source().find_document(account_id=account.id, now=clock.now())
    page = presenters.me_page(actor=actor, account=account, person=person, document=document)
    home = ports.home_source().home_of(account.id, now=clock.now())
    return render(request, "accounts/me.html", {"page": page, "home": home})


@require_safe
@require_sign_in
def facts(request: HttpRequest) -> HttpResponse:
    """Show the own facts in full, to who has just proven themselves."""
    try:
        shown = show_own_facts_case.show_own_facts(actor=actor_of(request), now=clock.now())
    except errors.ReauthenticationRequired:
        return redirect(f"{reverse('accounts:confirm')}?{urlencode({'next': request.path})}")
    rows = presenters.facts_of(shown.account, shown.person, shown.document, is_masked=False)
    return render(request, "accounts/facts.html", {"facts": rows})


@sensitive_post_parameters("old", "password", "repeat")
@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def password(request: HttpRequest) -> HttpResponse:
    """Change the own password; the other sessions end."""
    form = ChangePasswordForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                ended = change_password_case.change_password(
                    old=form.cleaned_data["old"],
                    new=form.cleaned_data["password"],
                    actor=actor_of(request),
                    host=request.get_host(),
                    now=clock.now(),
                )
            except errors.OldPasswordWrong as error:
                add_refusal(form, error, "old")
                status = status_of(error)
            except DomainError as error:
                add_refusal(form, error, "password")
                status = status_of(error)
            else:
                return render(request, "accounts/password_changed.html", {"ended": ended})
    rule = presenters.password_rule(queries.portal_of_host(request.get_host()).password_profile)
    context = {"form": form, "password_rule": rule}
    return render(request, "accounts/password.html", context, status=status)


@require_safe
@require_sign_in
def sessions(request: HttpRequest) -> HttpResponse:
    """List where the account is signed in."""
    live = queries.list_sessions(_account_of(request), now=clock.now())
    present = cookies.present_session(request)
    rows = () if present is None else presenters.session_rows(live, present=present)
    return render(request, "accounts/sessions.html", {"rows": rows})


@require_POST
@require_sign_in
def session_end(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """End one session of the own account."""
    end_session_case.end_session_remotely(
        session_id=SessionId(session_id), actor=actor_of(request), now=clock.now()
    )
    return redirect("accounts:sessions")


@require_POST
@require_sign_in
def sessions_end_others(request: HttpRequest) -> HttpResponse:
    """End all sessions of the own account but this one."""
    end_other_sessions_case.end_other_sessions(actor=actor_of(request), now=clock.now())
    return redirect("accounts:sessions")


@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest) -> HttpResponse:
    """Show the service agreement in force; let an account accept it that has not."""
    now = clock.now()
    actor = actor_of(request)
    if request.method == "POST":
        accept_agreement_case.accept_agreement(
            agreement_id=AgreementId(_uuid(request.POST.get("agreement"))), actor=actor, now=now
        )
        return continue_to(request, journeys.wanted_url(request))
    current = queries.find_current_agreement(now=now)
    if current is None:
        raise errors.AgreementNotPublished
    must_accept = actor.account_id is not None and queries.must_accept_agreement(
        AccountId(actor.account_id), now=now
    )
    context = {"agreement": current, "must_accept": must_accept}
    return render(request, "accounts/agreement.html", context)


def _account_of(request: HttpRequest) -> AccountId:
    account_id = actor_of(request).account_id
    if account_id is None:
        raise errors.SignInRequired
    return AccountId(account_id)


def _uuid(text: str | None) -> uuid.UUID:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        raise errors.AgreementOutdated from None
