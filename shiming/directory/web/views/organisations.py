"""Pages on which officers keep the tree, and the programs that may keep staff."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shiming.directory import ports, queries
from shiming.directory.actions.organisations.add_organisation import add_organisation
from shiming.directory.actions.scim_access.allow_scim_access import allow_scim_access
from shiming.directory.actions.scim_access.end_scim_access import end_scim_access
from shiming.directory.types import EVERYWHERE, DirectoryPermission, ScimAccessId
from shiming.directory.web.forms.groups import OrganisationForm, ScimAccessForm
from shiming.directory.web.presenters.groups import AccessRow, ConfirmPage, OrganisationRow
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.web_kit.actors import actor_of, require_permission
from shiming.web_kit.pages import render_page
from shiming.web_kit.refusals import render_refusal

_tree_guard = require_permission(DirectoryPermission.MANAGE_ORGANISATIONS)
_scim_guard = require_permission(DirectoryPermission.MANAGE_SCIM)
_TREE = "directory/groups/organisation_list.html"
_ACCESS = "directory/groups/scim_access_list.html"


@require_safe
@_tree_guard
def organisation_list(request: HttpRequest) -> HttpResponse:
    """Show the tree, and a form to add to it."""
    return render(request, _TREE, _tree(request))


@require_POST
@_tree_guard
def organisation_add(request: HttpRequest) -> HttpResponse:
    """Add an organisation."""
    form = OrganisationForm(request.POST, tree=queries.list_organisations(reach=EVERYWHERE))
    if not form.is_valid():
        return render(request, _TREE, _tree(request, form=form), status=422)
    try:
        add_organisation(
            code=form.cleaned_data["code"],
            name=form.cleaned_data["name"],
            parent_code=form.cleaned_data["parent_code"],
            officer=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, _TREE, _tree(request, form=form))
    return HttpResponseRedirect(reverse("directory:organisation-list"), status=303)


@require_safe
@_scim_guard
def scim_access_list(request: HttpRequest) -> HttpResponse:
    """Show which programs may keep staff and groups, and a form to let another in."""
    return render(request, _ACCESS, _accesses(request))


@require_POST
@_scim_guard
def scim_access_add(request: HttpRequest) -> HttpResponse:
    """Let a program in."""
    form = ScimAccessForm(request.POST, tree=queries.list_organisations(reach=EVERYWHERE))
    if not form.is_valid():
        return render(request, _ACCESS, _accesses(request, form=form), status=422)
    try:
        allow_scim_access(
            client_id=form.cleaned_data["client_id"],
            organisation_code=form.cleaned_data["organisation_code"],
            officer=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, _ACCESS, _accesses(request, form=form))
    return HttpResponseRedirect(reverse("directory:scim-list"), status=303)


@require_http_methods(["GET", "HEAD", "POST"])
@_scim_guard
def scim_access_end(request: HttpRequest, access_id: uuid.UUID) -> HttpResponse:
    """Ask whether a program is to be kept out, and do so once that is confirmed."""
    actor = actor_of(request)
    back_url = reverse("directory:scim-list")
    if request.method == "POST" and "confirmed" in request.POST:
        end_scim_access(access_id=ScimAccessId(access_id), officer=actor, now=clock.now())
        return HttpResponseRedirect(back_url, status=303)
    page = ConfirmPage(
        question=_("停止该系统使用人员接口？"),
        about=_("停止后立即生效，已经签发的令牌也不能再使用；已开通的人员不受影响。"),
        submit=_("停止"),
        action=request.path,
        back_url=back_url,
    )
    return render_page(
        request,
        "directory/groups/confirm.html",
        {"page": page},
        fragment="directory/groups/_confirm.html",
    )


def _tree(request: HttpRequest, *, form: OrganisationForm | None = None) -> dict[str, object]:
    tree = queries.list_organisations_for_officer(viewer=actor_of(request))
    return {
        "rows": tuple(OrganisationRow.of(one) for one in tree),
        "form": form or OrganisationForm(tree=tree),
    }


def _accesses(request: HttpRequest, *, form: ScimAccessForm | None = None) -> dict[str, object]:
    found = queries.list_scim_access(viewer=actor_of(request))
    tree = queries.list_organisations(reach=EVERYWHERE)
    return {
        "address": ports.scim_address(),
        "rows": tuple(AccessRow.of(one) for one in found),
        "form": form or ScimAccessForm(tree=tree),
    }
