"""Mappings to local users: a person ends their own, an officer looks one up and ends it (E7)."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from shiming.accounts.types import AccountId
from shiming.identity_provider import errors, queries
from shiming.identity_provider.actions.local_users.end_local_user import end_local_user
from shiming.identity_provider.actions.local_users.end_local_user_as_officer import (
    end_local_user_as_officer,
)
from shiming.identity_provider.actions.local_users.look_up_local_user import look_up_local_user
from shiming.identity_provider.queries import local_users
from shiming.identity_provider.types import ProvisioningPermission
from shiming.identity_provider.web.forms.local_users import MappingEndForm, MappingSearchForm
from shiming.identity_provider.web.presenters.provisioning import HolderRow
from shiming.kernel import clock
from shiming.web_kit.actors import (
    SignInRequired,
    actor_of,
    require_permission,
    require_sign_in,
)

_guard = require_permission(ProvisioningPermission.MANAGE)
_SEARCH = "identity_provider/mappings/mapping_search.html"
_END = "identity_provider/mappings/mapping_end.html"
_INVALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def own_mapping_end(request: HttpRequest, mapping_id: uuid.UUID) -> HttpResponse:
    """Ask why one of the person's own mappings is to end, and end it."""
    actor = actor_of(request)
    if actor.account_id is None:
        raise SignInRequired
    account_id = AccountId(actor.account_id)
    own = [one for one in queries.list_local_users(account_id) if one.id == mapping_id]
    if not own:
        raise errors.LocalUserNotFound
    form = MappingEndForm(request.POST if request.method == "POST" else None)
    back_url = reverse("identity_provider:authorizations")
    if _is_confirmed(request, form):
        end_local_user(
            mapping_id=mapping_id,
            account_id=account_id,
            reason=form.chosen(),
            actor=actor,
            now=clock.now(),
        )
        return HttpResponseRedirect(back_url, status=303)
    question = _("解除您与“%(system)s”中用户的对应？") % {"system": own[0].client_name}
    return _ask(request, form, question=question, shown=own[0].local_user, back_url=back_url)


# The name of a person's user at another system must not stand in an address, or in a report.
@sensitive_post_parameters("local_user", "user_name")
@require_http_methods(["GET", "HEAD", "POST"])
@_guard
def mapping_search(request: HttpRequest, client_id: str) -> HttpResponse:
    """Look one mapping of a client up, by either of its two names."""
    client = queries.get_client(client_id)
    form = MappingSearchForm(request.POST if request.method == "POST" else None)
    context: dict[str, object] = {"form": form, "client_name": client.name}
    if request.method != "POST":
        return render(request, _SEARCH, context)
    if not form.is_valid():
        return render(request, _SEARCH, context, status=_INVALID)
    found = look_up_local_user(
        client_id=client_id,
        local_user=form.cleaned_data["local_user"],
        user_name=form.cleaned_data["user_name"],
        officer=actor_of(request),
        now=clock.now(),
    )
    context |= {"is_searched": True, "row": HolderRow.of(found) if found else None}
    return render(request, _SEARCH, context)


@require_http_methods(["GET", "HEAD", "POST"])
@_guard
def mapping_end(request: HttpRequest, client_id: str, mapping_id: uuid.UUID) -> HttpResponse:
    """Ask an officer why a mapping is to end, and end it."""
    officer = actor_of(request)
    found = local_users.get_holder(mapping_id, viewer=officer)
    if found.client_id != client_id:
        raise errors.LocalUserNotFound
    form = MappingEndForm(request.POST if request.method == "POST" else None)
    if _is_confirmed(request, form):
        end_local_user_as_officer(
            mapping_id=mapping_id, reason=form.chosen(), officer=officer, now=clock.now()
        )
        return HttpResponseRedirect(reverse("identity_provider:provisioning"), status=303)
    question = _("解除“%(system)s”中用户的对应？") % {"system": found.client_name}
    back_url = reverse("identity_provider:mapping-search", args=[client_id])
    return _ask(request, form, question=question, shown=found.local_user, back_url=back_url)


def _is_confirmed(request: HttpRequest, form: MappingEndForm) -> bool:
    return request.method == "POST" and "confirmed" in request.POST and form.is_valid()


def _ask(
    request: HttpRequest, form: MappingEndForm, *, question: str, shown: str, back_url: str
) -> HttpResponse:
    context = {
        "form": form,
        "question": question,
        "shown": shown,
        "action": request.path,
        "back_url": back_url,
    }
    return render(request, _END, context, status=_INVALID if form.errors else 200)
