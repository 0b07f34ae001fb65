"""The desk where officers help with accounts: locks, freezing, abuse, standstills (A10, S32-2)."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shiming.accounts import queries
from shiming.accounts.actions.desk.announce_maintenance import announce_maintenance
from shiming.accounts.actions.desk.freeze_account import freeze_account
from shiming.accounts.actions.desk.lift_locks import lift_locks
from shiming.accounts.actions.desk.look_up_accounts import look_up_accounts
from shiming.accounts.actions.desk.reset_second_factor import (
    reset_second_factor as reset_second_factor_case,
)
from shiming.accounts.actions.desk.unfreeze_account import unfreeze_account
from shiming.accounts.actions.desk.withdraw_maintenance import withdraw_maintenance
from shiming.accounts.types import AccountId, AccountPermission, NoticeId, PortalId
from shiming.accounts.web import desk_pages
from shiming.accounts.web.forms import LookUpForm, MaintenanceForm, ReasonForm, add_refusal
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.web_kit.actors import actor_of, require_permission
from shiming.web_kit.refusals import status_of

_INVALID = 422


@sensitive_post_parameters("identifier")
@require_http_methods(["GET", "HEAD", "POST"])
@require_permission(AccountPermission.LOOK_UP)
def accounts(request: HttpRequest) -> HttpResponse:
    """Look accounts up by an exact name or number."""
    form = LookUpForm(request.POST if request.method == "POST" else None)
    status, rows = 200, None
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            status = 200
            found = look_up_accounts(
                identifier=form.cleaned_data["identifier"],
                officer=actor_of(request),
                now=clock.now(),
            )
            rows = [desk_pages.account_row(account) for account in found]
    context = {"form": form, "rows": rows}
    return render(request, "accounts/desk_accounts.html", context, status=status)


@require_safe
@require_permission(AccountPermission.LOOK_UP)
def account(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """Show one account, masked, with its locks."""
    return _account_page(request, account_id, ReasonForm(), status=200)


@require_POST
@require_permission(AccountPermission.UNLOCK)
def unlock(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """Lift the locks of an account."""
    return _manage(request, account_id, "unlock")


@require_POST
@require_permission(AccountPermission.FREEZE)
def freeze(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """Freeze an account."""
    return _manage(request, account_id, "freeze")


@require_POST
@require_permission(AccountPermission.FREEZE)
def unfreeze(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """Release a frozen account."""
    return _manage(request, account_id, "unfreeze")


@require_POST
@require_permission(AccountPermission.RESET_SECOND_FACTOR)
def reset_second_factor(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """Take the second factors away from who has lost them."""
    return _manage(request, account_id, "reset_second_factor")


@require_safe
@require_permission(AccountPermission.SEE_ABUSE)
def abuse(request: HttpRequest) -> HttpResponse:
    """Show the abuse log, newest first."""
    before = request.GET.get("before", "")
    records = queries.list_abuse(
        viewer=actor_of(request),
        before_id=int(before) if before.isascii() and before.isdecimal() else None,
    )
    return render(request, "accounts/desk_abuse.html", {"page": desk_pages.abuse_page(records)})


@require_http_methods(["GET", "HEAD", "POST"])
@require_permission(AccountPermission.ANNOUNCE)
def maintenance(request: HttpRequest) -> HttpResponse:
    """List the standstills that are announced, and announce one."""
    now = clock.now()
    portals = queries.list_portals()
    form = MaintenanceForm(request.POST if request.method == "POST" else None, portals=portals)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                announce_maintenance(
                    text=form.cleaned_data["text"],
                    starts_at=form.cleaned_data["starts_at"],
                    ends_at=form.cleaned_data["ends_at"],
                    stops_sign_in=form.cleaned_data["stops_sign_in"],
                    portal_id=PortalId(uuid.UUID(chosen))
                    if (chosen := form.cleaned_data["portal"])
                    else None,
                    officer=actor_of(request),
                    now=now,
                )
            except DomainError as error:
                add_refusal(form, error, None)
                status = status_of(error)
            else:
                return redirect("accounts:desk-maintenance")
    names = {one.id: one.name or one.code for one in portals}
    context = {
        "form": form,
        "rows": [
            {"notice": one, "portal": names.get(one.portal_id, "") if one.portal_id else ""}
            for one in queries.list_maintenance(now=now)
        ],
    }
    return render(request, "accounts/desk_maintenance.html", context, status=status)


@require_POST
@require_permission(AccountPermission.ANNOUNCE)
def maintenance_end(request: HttpRequest, notice_id: uuid.UUID) -> HttpResponse:
    """Take a notice down."""
    withdraw_maintenance(notice_id=NoticeId(notice_id), officer=actor_of(request), now=clock.now())
    return redirect("accounts:desk-maintenance")


_ACTS = {
    "unlock": lift_locks,
    "freeze": freeze_account,
    "unfreeze": unfreeze_account,
    "reset_second_factor": reset_second_factor_case,
}


def _manage(request: HttpRequest, account_id: uuid.UUID, act: str) -> HttpResponse:
    form = ReasonForm(request.POST)
    status = _INVALID
    if form.is_valid():
        try:
            _ACTS[act](
                account_id=AccountId(account_id),
                reason=form.cleaned_data["reason"],
                officer=actor_of(request),
                now=clock.now(),
            )
        except DomainError as error:
            add_refusal(form, error, "reason")
            status = status_of(error)
        else:
            return redirect("accounts:desk-account", account_id)
    return _account_page(request, account_id, form, status=status)


def _account_page(
    request: HttpRequest, account_id: uuid.UUID, form: ReasonForm, *, status: int
) -> HttpResponse:
    viewer = actor_of(request)
    shown = queries.get_desk_account(AccountId(account_id), viewer=viewer, now=clock.now())
    asked = None
    if viewer.may(AccountPermission.RESET_SECOND_FACTOR):
        asked = queries.find_second_factor_request(AccountId(account_id), now=clock.now())
    context = {
        "page": desk_pages.account_page(shown, viewer=viewer),
        "form": form,
        "asked": "" if asked is None else asked.reason,
    }
    return render(request, "accounts/desk_account.html", context, status=status)
