"""Pages on which officers keep members of staff (F2)."""

import dataclasses
import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shiming.accounts.types import AccountId, AccountState
from shiming.directory import errors, policies, queries
from shiming.directory.actions.grant_permission import grant_permission
from shiming.directory.actions.revoke_permission import revoke_permission
from shiming.directory.actions.staff.change_staff_member import change_staff_member
from shiming.directory.actions.staff.close_staff_member import close_staff_member
from shiming.directory.actions.staff.lock_staff_member import lock_staff_member
from shiming.directory.actions.staff.open_staff_member import open_staff_member
from shiming.directory.types import (
    EVERYWHERE,
    DirectoryPermission,
    OrganisationFacts,
    StaffDraft,
    StaffFilter,
    StaffProfile,
    StaffSheet,
)
from shiming.directory.web.forms.staff import (
    PermissionForm,
    StaffAddForm,
    StaffChangeForm,
    StaffCloseForm,
    StaffFilterForm,
    StaffReasonForm,
    StaffSearchForm,
)
from shiming.directory.web.presenters.staff import StaffDetailPage, StaffListPage
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.web_kit.actors import actor_of, require_permission, require_sign_in
from shiming.web_kit.forms import Form
from shiming.web_kit.refusals import render_refusal

_manage = require_permission(DirectoryPermission.MANAGE_STAFF)
_grant = require_permission(DirectoryPermission.GRANT)
_LIST = "directory/staff/staff_list.html"
_ADD = "directory/staff/staff_add.html"
_DETAIL = "directory/staff/staff_detail.html"
_CLOSE = "directory/staff/staff_close.html"
_INVALID = 422


@sensitive_post_parameters("name")
@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def staff_list(request: HttpRequest) -> HttpResponse:
    """List members of staff, narrowed by place and state, or find one by name."""
    viewer, status = actor_of(request), 200
    search = StaffSearchForm(request.POST if request.method == "POST" else None)
    narrowing = StaffFilterForm(request.GET, tree=_tree(), nowhere=_("全部机构"))
    narrowed = StaffFilter()
    if request.method == "POST":
        if search.is_valid():
            narrowed = StaffFilter(name=search.cleaned_data["name"])
        else:
            status = _INVALID
    elif narrowing.is_valid():
        state = narrowing.cleaned_data["state"]
        narrowed = StaffFilter(
            organisation_code=narrowing.cleaned_data["organisation_code"],
            state=AccountState(state) if state else None,
        )
    part = queries.list_staff(
        narrowed=narrowed, viewer=viewer, after=_uuid(request.GET.get("after", ""))
    )
    context = {
        "page": StaffListPage.of(
            part,
            narrowed=narrowed,
            sharing=queries.list_sharing_phones(viewer=viewer),
            viewer=viewer,
        ),
        "search": search,
        "form": narrowing,
    }
    return render(request, _LIST, context, status=status)


@sensitive_post_parameters("name", "number", "mobile", "email")
@require_http_methods(["GET", "HEAD", "POST"])
@_manage
def staff_add(request: HttpRequest) -> HttpResponse:
    """Open an account without permissions; the code to enter goes to its owner alone."""
    form = StaffAddForm(request.POST if request.method == "POST" else None, tree=_tree())
    if request.method != "POST":
        return render(request, _ADD, {"form": form})
    if not form.is_valid():
        return render(request, _ADD, {"form": form}, status=_INVALID)
    entered = form.cleaned_data
    try:
        opened = open_staff_member(
            draft=StaffDraft(
                user_name=entered["user_name"],
                organisation_code=entered["organisation_code"],
                profile=StaffProfile(
                    display_name=entered["name"], phone=entered["mobile"], email=entered["email"]
                ),
                number=entered["number"],
            ),
            keeper=queries.staff_keeper_of(officer=actor_of(request)),
            actor=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, _ADD, {"form": form})
    return _see(opened.account_id)


@sensitive_post_parameters("name", "number", "mobile", "email")
@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def staff_detail(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """Show a member of staff, or change what is known of them, or where they work."""
    sheet = _sheet(request, account_id)
    if request.method != "POST":
        return render(request, _DETAIL, _detail(request, sheet))
    keeper = queries.staff_keeper_of(officer=actor_of(request))
    form = StaffChangeForm(request.POST, tree=_tree())
    if not form.is_valid():
        return render(request, _DETAIL, _detail(request, sheet, form=form), status=_INVALID)
    entered, facts = form.cleaned_data, sheet.facts
    profile = dataclasses.replace(
        facts.profile,
        display_name=entered["name"],
        phone=entered["mobile"] or facts.profile.phone,
        email=entered["email"] or facts.profile.email,
    )
    draft = StaffDraft(
        user_name=facts.user_name,
        is_active=facts.is_active,
        organisation_code=entered["organisation_code"],
        profile=profile,
        number=entered["number"],
    )
    try:
        change_staff_member(
            account_id=facts.account_id,
            draft=draft,
            version=entered["version"],
            keeper=keeper,
            actor=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, _DETAIL, _detail(request, sheet, form=form))
    return _see(account_id)


@require_POST
@_manage
def staff_lock(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """Lock an account, which ends its sessions."""
    return _lock(request, account_id, is_locked=True)


@require_POST
@_manage
def staff_unlock(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """Let the owner of a locked account sign in again."""
    return _lock(request, account_id, is_locked=False)


@require_http_methods(["GET", "HEAD", "POST"])
@_manage
def staff_close(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """Ask for the login name once more, and close the account for good."""
    sheet = _sheet(request, account_id)
    facts = sheet.facts
    if facts.is_closed:
        raise errors.StaffNotFound(account_id=facts.account_id)
    page = StaffDetailPage.of(sheet, viewer=actor_of(request))
    if request.method != "POST":
        form = StaffCloseForm(initial={"version": facts.version})
        return render(request, _CLOSE, {"page": page, "form": form})
    form = StaffCloseForm(request.POST)
    if form.is_valid():
        typed = policies.fold_name(form.cleaned_data["user_name"])
        if typed != policies.fold_name(facts.user_name):
            form.add_error("user_name", _("登录名与要注销的账户不一致"))
    context = {"page": page, "form": form}
    if not form.is_valid():
        return render(request, _CLOSE, context, status=_INVALID)
    try:
        close_staff_member(
            account_id=facts.account_id,
            version=form.cleaned_data["version"],
            keeper=queries.staff_keeper_of(officer=actor_of(request)),
            actor=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, _CLOSE, context)
    return _see(account_id)


@require_POST
@_grant
def staff_grant(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """Give a permission of the known list; never to oneself."""
    sheet = _open_sheet(request, account_id)
    form = PermissionForm(request.POST)
    if not form.is_valid():
        context = _detail(request, sheet, permission_form=form)
        return render(request, _DETAIL, context, status=_INVALID)
    try:
        grant_permission(
            account_id=sheet.facts.account_id,
            permission=form.cleaned_data["permission"],
            granter=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        context = _detail(request, sheet, permission_form=form)
        return render_refusal(request, error, _DETAIL, context)
    return _see(account_id)


@require_POST
@_grant
def staff_revoke(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """Take a permission back; it ends in the sessions of today, too."""
    sheet = _open_sheet(request, account_id)
    try:
        revoke_permission(
            account_id=sheet.facts.account_id,
            permission=request.POST.get("permission", ""),
            granter=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, _DETAIL, _detail(request, sheet))
    return _see(account_id)


def _lock(request: HttpRequest, account_id: uuid.UUID, *, is_locked: bool) -> HttpResponse:
    sheet = _open_sheet(request, account_id)
    form = StaffReasonForm(request.POST)
    if not form.is_valid():
        context = _detail(request, sheet, reason_form=form)
        return render(request, _DETAIL, context, status=_INVALID)
    try:
        lock_staff_member(
            account_id=sheet.facts.account_id,
            is_locked=is_locked,
            reason=form.cleaned_data["reason"],
            keeper=queries.staff_keeper_of(officer=actor_of(request)),
            actor=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        context = _detail(request, sheet, reason_form=form)
        return render_refusal(request, error, _DETAIL, context)
    return _see(account_id)


def _sheet(request: HttpRequest, account_id: uuid.UUID) -> StaffSheet:
    return queries.get_staff_sheet(AccountId(account_id), viewer=actor_of(request), now=clock.now())


def _open_sheet(request: HttpRequest, account_id: uuid.UUID) -> StaffSheet:
    """Return the sheet of somebody who was not closed: of others there is only reading."""
    sheet = _sheet(request, account_id)
    if sheet.facts.is_closed:
        raise errors.StaffNotFound(account_id=sheet.facts.account_id)
    return sheet


def _detail(
    request: HttpRequest,
    sheet: StaffSheet,
    *,
    form: Form | None = None,
    reason_form: Form | None = None,
    permission_form: Form | None = None,
) -> dict[str, object]:
    facts = sheet.facts
    # Contacts are masked on the page, and so are not filled in either.
    known = {
        "name": facts.name,
        "organisation_code": facts.organisation_code,
        "version": facts.version,
    }
    return {
        "page": StaffDetailPage.of(sheet, viewer=actor_of(request)),
        "form": form or StaffChangeForm(initial=known, tree=_tree()),
        "reason_form": reason_form or StaffReasonForm(),
        "permission_form": permission_form or PermissionForm(),
    }


def _tree() -> list[OrganisationFacts]:
    return queries.list_organisations(reach=EVERYWHERE)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _see(account_id: uuid.UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("directory:staff-detail", args=[account_id]), status=303)
