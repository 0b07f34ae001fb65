"""Linked accounts: seeing, adding, merging, switching, taking apart (S14-8)."""

import uuid
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shiming.accounts import errors, ports, queries
from shiming.accounts.actions.linking.link_accounts import link_accounts
from shiming.accounts.actions.linking.prove_other_account import prove_other_account
from shiming.accounts.actions.linking.switch_account import switch_account
from shiming.accounts.actions.linking.unlink_account import unlink_account
from shiming.accounts.operations.linking import visit_of_link
from shiming.accounts.queries.contacts import carrier_of_contacts
from shiming.accounts.queries.links import accounts_to_switch_to, list_links
from shiming.accounts.types import AccountId, CodePurpose, LinkId
from shiming.accounts.web import cookies, journeys
from shiming.accounts.web.forms import add_refusal
from shiming.accounts.web.forms.contacts import LinkByPasswordForm, LinkForm, OtherAccountForm
from shiming.accounts.web.owner_pages import account_facts, link_rows
from shiming.accounts.web.presenters import display_name
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.web_kit.actors import actor_of, require_sign_in
from shiming.web_kit.refusals import status_of

_INVALID = 422


@require_safe
@require_sign_in
def links(request: HttpRequest) -> HttpResponse:
    """List the linked accounts, with the button that goes on in each of them."""
    account_id = _account_of(request)
    context = {
        "present": display_name(queries.get_account(account_id), None),
        "rows": link_rows(list_links(account_id), now=clock.now()),
        "others": [
            {"id": str(account.id), "name": display_name(account, None)}
            for account in accounts_to_switch_to(account_id)
        ],
        "is_main": carrier_of_contacts(account_id).id == account_id,
    }
    return render(request, "accounts/linking/links.html", context)


@sensitive_post_parameters("identifier", "password")
@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def link_new(request: HttpRequest) -> HttpResponse:
    """Ask for name and password of the other account."""
    form = OtherAccountForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                proven = prove_other_account(
                    identifier=form.cleaned_data["identifier"],
                    password=form.cleaned_data["password"],
                    actor=actor_of(request),
                    visit=cookies.visit_of(request),
                    now=clock.now(),
                )
            except errors.ReauthenticationRequired:
                return _confirm(request)
            except DomainError as error:
                add_refusal(form, error, None)
                status = status_of(error)
            else:
                return redirect("accounts:link-confirm", account_id=proven.account_id)
    return render(request, "accounts/linking/new.html", {"form": form}, status=status)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def link_confirm(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """Show what is linked or merged, and take the code that went to the other account."""
    other_id = AccountId(account_id)
    now = clock.now()
    bound = visit_of_link(cookies.visit_of(request), actor=actor_of(request), other_id=other_id)
    sent = queries.find_last_code(
        purpose=CodePurpose.CONFIRM_CONTACT, visitor_token=bound.token, now=now
    )
    form_class = LinkByPasswordForm if sent is None else LinkForm
    form = form_class(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            is_merge = form.cleaned_data["way"] == "merge"
            try:
                link_accounts(
                    other_id=other_id,
                    typed=form.cleaned_data["code"],
                    is_merge=is_merge,
                    actor=actor_of(request),
                    visit=cookies.visit_of(request),
                    now=now,
                )
            except errors.ReauthenticationRequired:
                return _confirm(request)
            except DomainError as error:
                add_refusal(form, error, "code")
                status = status_of(error)
            else:
                return render(request, "accounts/linking/done.html", {"is_merge": is_merge})
    context = {
        "form": form,
        "sent_to": "" if sent is None else sent.contact.masked,
        # A code went out only after the password was right. Without one nothing is shown.
        "other": account_facts(queries.get_account(other_id)) if sent is not None else (),
        "main": account_facts(queries.get_account(_account_of(request))),
        "days": ports.policy().merge_undone_within.days,
    }
    return render(request, "accounts/linking/confirm.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def link_end(request: HttpRequest, link_id: uuid.UUID) -> HttpResponse:
    """Ask once more, then take two accounts apart or undo a merge."""
    account_id = _account_of(request)
    row = next((link for link in list_links(account_id) if link.id == link_id), None)
    if row is None:
        raise errors.LinkNotFound
    if request.method == "POST" and request.POST.get("confirmed") == "yes":
        try:
            has_contact = unlink_account(
                link_id=LinkId(link_id), actor=actor_of(request), now=clock.now()
            )
        except errors.ReauthenticationRequired:
            return _confirm(request)
        return render(request, "accounts/linking/ended.html", {"has_contact": has_contact})
    context = {"name": display_name(row.account, None), "is_merged": row.is_merged}
    return render(request, "accounts/linking/end.html", context)


@require_POST
@require_sign_in
def link_switch(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """Go on in a linked account."""
    outcome = switch_account(
        account_id=AccountId(account_id),
        actor=actor_of(request),
        visit=cookies.visit_of(request),
        now=clock.now(),
    )
    return journeys.after_sign_in(request, outcome)


def _confirm(request: HttpRequest) -> HttpResponse:
    here = urlencode({"next": request.get_full_path()})
    return redirect(f"{reverse('accounts:confirm')}?{here}")


def _account_of(request: HttpRequest) -> AccountId:
    account_id = actor_of(request).account_id
    if account_id is None:
        raise errors.SignInRequired
    return AccountId(account_id)
