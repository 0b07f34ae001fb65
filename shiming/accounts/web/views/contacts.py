"""The own contacts: seeing, binding, changing, and completing them at the first sign-in (A12)."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shiming.accounts import errors, queries
from shiming.accounts.actions.contacts.bind_contact import bind_contact
from shiming.accounts.actions.contacts.confirm_old_mobile import confirm_old_mobile
from shiming.accounts.actions.contacts.demand_contacts import demand_contacts
from shiming.accounts.actions.contacts.request_contact_code import request_contact_code
from shiming.accounts.actions.contacts.send_old_mobile_code import send_old_mobile_code
from shiming.accounts.policies.contacts import visit_of_session
from shiming.accounts.queries.contacts import (
    carrier_of_contacts,
    list_contact_changes,
    missing_contacts,
)
from shiming.accounts.types import (
    AccountId,
    CodePurpose,
    ContactKind,
    PendingCode,
    SessionId,
    kind_of,
)
from shiming.accounts.web import cookies, journeys
from shiming.accounts.web.forms import add_refusal
from shiming.accounts.web.forms.contacts import CONTACT_FORMS, SentCodeForm
from shiming.accounts.web.owner_pages import contact_facts, contact_rows, kind_label
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.web_kit.actors import actor_of, continue_to, require_sign_in
from shiming.web_kit.refusals import status_of

_INVALID = 422


@require_safe
@require_sign_in
def contacts(request: HttpRequest) -> HttpResponse:
    """Show the contacts, masked, and how they came to be what they are."""
    account_id = _account_of(request)
    carrier = carrier_of_contacts(account_id)
    context = {
        "facts": contact_facts(carrier, is_own=carrier.id == account_id),
        "is_own": carrier.id == account_id,
        "rows": contact_rows(list_contact_changes(carrier.id)),
    }
    return render(request, "accounts/contacts/contacts.html", context)


@sensitive_post_parameters("contact")
@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def contact_new(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask for a contact and send a code to it; a mobile is changed only after the old one."""
    form = CONTACT_FORMS[ContactKind(kind)](request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                request_contact_code(
                    contact=form.cleaned_data["contact"],
                    actor=actor_of(request),
                    visit=cookies.visit_of(request),
                    now=clock.now(),
                )
            except errors.OldMobileNotProven:
                return redirect(journeys.with_next(request, reverse("accounts:contact-old")))
            except errors.ReauthenticationRequired:
                return _confirm(request)
            except DomainError as error:
                add_refusal(form, error, "contact")
                status = status_of(error)
            else:
                return redirect(journeys.with_next(request, reverse("accounts:contact-code")))
    context = {"form": form, "label": kind_label(ContactKind(kind)), "back_url": _back(request)}
    return render(request, "accounts/contacts/new.html", context, status=status)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def contact_code(request: HttpRequest) -> HttpResponse:
    """Take the code that came to the new contact, and bind it."""
    sent = _last(request, CodePurpose.BIND_CONTACT)
    if sent is None:
        return redirect(journeys.with_next(request, reverse("accounts:contacts")))
    form = SentCodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                bound = bind_contact(
                    typed_code=form.cleaned_data["code"],
                    actor=actor_of(request),
                    visit=cookies.visit_of(request),
                    now=clock.now(),
                )
            except errors.OldMobileNotProven:
                return redirect(journeys.with_next(request, reverse("accounts:contact-old")))
            except errors.ReauthenticationRequired:
                return _confirm(request)
            except DomainError as error:
                add_refusal(form, error, "code")
                status = status_of(error)
            else:
                label = kind_label(kind_of(bound))
                told = {"label": label, "masked": bound.masked, "back_url": _back(request)}
                return render(request, "accounts/contacts/bound.html", told)
    context = {
        "form": form,
        "sent_to": sent.contact.masked,
        "restart_url": journeys.with_next(
            request, reverse(f"accounts:contact-{kind_of(sent.contact)}")
        ),
    }
    return render(request, "accounts/contacts/code.html", context, status=status)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def contact_old(request: HttpRequest) -> HttpResponse:
    """Take the code that came to the old mobile; the new one comes after it."""
    account = queries.get_account(_account_of(request))
    sent = _last(request, CodePurpose.CONFIRM_CONTACT)
    form = SentCodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                confirm_old_mobile(
                    typed_code=form.cleaned_data["code"],
                    actor=actor_of(request),
                    visit=cookies.visit_of(request),
                    now=clock.now(),
                )
            except DomainError as error:
                add_refusal(form, error, "code")
                status = status_of(error)
            else:
                return redirect(journeys.with_next(request, reverse("accounts:contact-mobile")))
    context = {
        "form": form,
        "masked": "" if account.mobile is None else account.mobile.masked,
        "sent_to": "" if sent is None else sent.contact.masked,
        "send_url": journeys.with_next(request, reverse("accounts:contact-old-send")),
        "resend_after": 0 if sent is None else journeys.resend_after(sent, now=clock.now()),
    }
    return render(request, "accounts/contacts/old.html", context, status=status)


@require_POST
@require_sign_in
def contact_old_send(request: HttpRequest) -> HttpResponse:
    """Send a code to the old mobile."""
    send_old_mobile_code(actor=actor_of(request), visit=cookies.visit_of(request), now=clock.now())
    return redirect(journeys.with_next(request, reverse("accounts:contact-old")))


@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def complete(request: HttpRequest) -> HttpResponse:
    """Name what the portal still demands; once all of it is there, «save» goes on (S14-6)."""
    account_id = _account_of(request)
    portal = queries.portal_of_host(request.get_host())
    if request.method == "POST":
        session_id = cookies.present_session(request)
        if session_id is not None and not demand_contacts(
            session_id=SessionId(session_id),
            account_id=account_id,
            host=request.get_host(),
            now=clock.now(),
        ):
            return continue_to(request, journeys.wanted_url(request))
    missing = missing_contacts(account_id, required=portal.required_contacts)
    context = {
        "facts": contact_facts(carrier_of_contacts(account_id), is_own=False),
        "steps": [
            {
                "label": kind_label(kind),
                "url": f"{reverse(f'accounts:contact-{kind}')}?{_here(request)}",
            }
            for kind in missing
        ],
    }
    status = _INVALID if request.method == "POST" else 200
    return render(request, "accounts/contacts/complete.html", context, status=status)


def _here(request: HttpRequest) -> str:
    return urlencode({"next": request.get_full_path()})


def _back(request: HttpRequest) -> str:
    """Return to what sent the person here, such as the page of the first sign-in."""
    return journeys.wanted_url(request) if "next" in request.GET else reverse("accounts:contacts")


def _confirm(request: HttpRequest) -> HttpResponse:
    return redirect(f"{reverse('accounts:confirm')}?{_here(request)}")


def _last(request: HttpRequest, purpose: CodePurpose) -> PendingCode | None:
    bound = visit_of_session(cookies.visit_of(request), actor_of(request))
    return queries.find_last_code(purpose=purpose, visitor_token=bound.token, now=clock.now())


def _account_of(request: HttpRequest) -> AccountId:
    account_id = actor_of(request).account_id
    if account_id is None:
        raise errors.SignInRequired
    return AccountId(account_id)
