"""Pages on which officers keep groups (F3)."""

import dataclasses
import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shiming.accounts.types import AccountId
from shiming.directory import queries
from shiming.directory.actions.groups.add_group import add_group
from shiming.directory.actions.groups.change_group import change_group
from shiming.directory.actions.groups.delete_group import delete_group
from shiming.directory.types import (
    DirectoryPermission,
    GroupDraft,
    GroupFacts,
    GroupId,
    Keeper,
)
from shiming.directory.web.forms.groups import GroupForm, MemberForm
from shiming.directory.web.presenters.groups import ConfirmPage, GroupPage, GroupRow
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.web_kit.actors import actor_of, require_permission
from shiming.web_kit.pages import render_page
from shiming.web_kit.refusals import render_refusal

_guard = require_permission(DirectoryPermission.MANAGE_GROUPS)
_LIST = "directory/groups/group_list.html"
_DETAIL = "directory/groups/group_detail.html"


@require_safe
@_guard
def group_list(request: HttpRequest) -> HttpResponse:
    """Show all groups, and a form to add another."""
    return render(request, _LIST, _list(request))


@require_POST
@_guard
def group_add(request: HttpRequest) -> HttpResponse:
    """Add a group without members, and go to it."""
    form = GroupForm(request.POST)
    if not form.is_valid():
        return render(request, _LIST, _list(request, form=form), status=422)
    try:
        added = add_group(
            draft=GroupDraft(
                name=form.cleaned_data["name"], description=form.cleaned_data["description"]
            ),
            keeper=_keeper(request),
            actor=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, _LIST, _list(request, form=form))
    return _see(added.id)


@require_http_methods(["GET", "HEAD", "POST"])
@_guard
def group_detail(request: HttpRequest, group_id: uuid.UUID) -> HttpResponse:
    """Show a group with its members, or give it another name."""
    facts = queries.get_group(GroupId(group_id), reach=_keeper(request).reach)
    if request.method != "POST":
        return render(request, _DETAIL, _detail(request, facts))
    form = GroupForm(request.POST)
    if not form.is_valid():
        return render(request, _DETAIL, _detail(request, facts, form=form), status=422)
    draft = dataclasses.replace(
        _draft(facts, keeper=_keeper(request)),
        name=form.cleaned_data["name"],
        description=form.cleaned_data["description"],
    )
    # What the reader saw: whoever changed it in between is not overwritten.
    version = form.cleaned_data["version"] or facts.version
    return _change(request, facts, draft, version=version, form=form)


@require_POST
@_guard
def member_add(request: HttpRequest, group_id: uuid.UUID) -> HttpResponse:
    """Let a member of staff join."""
    keeper = _keeper(request)
    facts = queries.get_group(GroupId(group_id), reach=keeper.reach)
    form = MemberForm(request.POST)
    if not form.is_valid():
        return render(request, _DETAIL, _detail(request, facts, member_form=form), status=422)
    try:
        staff = queries.staff_with_user_name(form.cleaned_data["user_name"], reach=keeper.reach)
    except DomainError as error:
        return render_refusal(request, error, _DETAIL, _detail(request, facts, member_form=form))
    draft = _draft(facts, keeper=keeper)
    draft = dataclasses.replace(draft, members=draft.members | {staff.account_id})
    return _change(request, facts, draft, version=facts.version)


@require_POST
@_guard
def member_remove(request: HttpRequest, group_id: uuid.UUID, account_id: uuid.UUID) -> HttpResponse:
    """Let somebody leave."""
    keeper = _keeper(request)
    facts = queries.get_group(GroupId(group_id), reach=keeper.reach)
    draft = _draft(facts, keeper=keeper)
    draft = dataclasses.replace(draft, members=draft.members - {AccountId(account_id)})
    return _change(request, facts, draft, version=facts.version)


@require_http_methods(["GET", "HEAD", "POST"])
@_guard
def group_delete(request: HttpRequest, group_id: uuid.UUID) -> HttpResponse:
    """Ask whether a group is to go, and delete it once that is confirmed."""
    keeper = _keeper(request)
    facts = queries.get_group(GroupId(group_id), reach=keeper.reach)
    if request.method == "POST" and "confirmed" in request.POST:
        delete_group(
            group_id=facts.id,
            version=None,
            keeper=keeper,
            actor=actor_of(request),
            now=clock.now(),
        )
        return HttpResponseRedirect(reverse("directory:group-list"), status=303)
    page = ConfirmPage(
        question=_("删除用户组“%(name)s”？") % {"name": facts.name},
        about=_("组内人员的账户和权限不受影响，删除后不能恢复。"),
        submit=_("删除"),
        action=request.path,
        back_url=reverse("directory:group-detail", args=[facts.id]),
    )
    return render_page(
        request,
        "directory/groups/confirm.html",
        {"page": page},
        fragment="directory/groups/_confirm.html",
    )


def _change(
    request: HttpRequest,
    facts: GroupFacts,
    draft: GroupDraft,
    *,
    version: int,
    form: GroupForm | None = None,
) -> HttpResponse:
    try:
        change_group(
            group_id=facts.id,
            draft=draft,
            version=version,
            keeper=_keeper(request),
            actor=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, _DETAIL, _detail(request, facts, form=form))
    return _see(facts.id)


def _draft(facts: GroupFacts, *, keeper: Keeper) -> GroupDraft:
    """Return the group as it is, as a draft to be changed in part."""
    members = queries.members_of([facts.id], reach=keeper.reach).get(facts.id, ())
    return GroupDraft(
        name=facts.name,
        description=facts.description,
        organisation_code=facts.organisation_code,
        members=frozenset(one.account_id for one in members),
    )


def _keeper(request: HttpRequest) -> Keeper:
    return queries.keeper_of(officer=actor_of(request))


def _list(request: HttpRequest, *, form: GroupForm | None = None) -> dict[str, object]:
    try:
        after = GroupId(uuid.UUID(request.GET["after"])) if "after" in request.GET else None
    except ValueError:
        after = None
    groups, has_more = queries.list_groups(reach=_keeper(request).reach, after=after)
    return {
        "rows": tuple(GroupRow.of(one) for one in groups),
        "form": form or GroupForm(),
        "next_url": f"?after={groups[-1].id}" if has_more else "",
    }


def _detail(
    request: HttpRequest,
    facts: GroupFacts,
    *,
    form: GroupForm | None = None,
    member_form: MemberForm | None = None,
) -> dict[str, object]:
    members = queries.members_of([facts.id], reach=_keeper(request).reach).get(facts.id, ())
    entered = {
        "name": facts.name,
        "description": facts.description,
        "version": facts.version,
    }
    return {
        "page": GroupPage.of(facts, members),
        "form": form or GroupForm(initial=entered),
        "member_form": member_form or MemberForm(),
    }


def _see(group_id: GroupId) -> HttpResponse:
    return HttpResponseRedirect(reverse("directory:group-detail", args=[group_id]), status=303)
