"""Pages on which officers keep unified clients, and see which others are mapped (E7)."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shiming.directory import queries as directory
from shiming.directory.types import EVERYWHERE
from shiming.identity_provider import queries
from shiming.identity_provider.actions.provisioning.end_provisioning import end_provisioning
from shiming.identity_provider.actions.provisioning.retry_deliveries import retry_deliveries
from shiming.identity_provider.actions.provisioning.start_provisioning import start_provisioning
from shiming.identity_provider.types import ProvisioningPermission, ProvisioningState
from shiming.identity_provider.web.forms.provisioning import ProvisioningForm
from shiming.identity_provider.web.presenters.provisioning import (
    BacklogPage,
    MappedRow,
    UnifiedRow,
)
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.web_kit.actors import actor_of, require_permission
from shiming.web_kit.pages import render_page
from shiming.web_kit.refusals import render_refusal

_guard = require_permission(ProvisioningPermission.MANAGE)
_LIST = "identity_provider/provisioning/provisioning_list.html"
_CONFIRM = "identity_provider/provisioning/provisioning_end.html"
_CONFIRM_PART = "identity_provider/provisioning/_provisioning_end.html"


@require_safe
@_guard
def provisioning(request: HttpRequest) -> HttpResponse:
    """Show the unified clients with their backlog, and how others are mapped."""
    return render(request, _LIST, _list(request))


@require_POST
@_guard
def provisioning_start(request: HttpRequest) -> HttpResponse:
    """Make a client unified."""
    form = ProvisioningForm(request.POST, tree=directory.list_organisations(reach=EVERYWHERE))
    if not form.is_valid():
        return render(request, _LIST, _list(request, form=form), status=422)
    try:
        started = start_provisioning(
            client_id=form.cleaned_data["client_id"],
            address=form.cleaned_data["address"],
            token=form.cleaned_data["token"],
            organisation_code=form.cleaned_data["organisation_code"],
            officer=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, _LIST, _list(request, form=form))
    return _see(started)


@require_safe
@_guard
def provisioning_detail(request: HttpRequest, provisioning_id: uuid.UUID) -> HttpResponse:
    """Show of whom one client has not been told, since when, and why."""
    actor = actor_of(request)
    page = BacklogPage.of(
        queries.get_unified_client(provisioning_id, viewer=actor),
        queries.list_backlog(provisioning_id, viewer=actor),
    )
    return render(
        request, "identity_provider/provisioning/provisioning_detail.html", {"page": page}
    )


@require_POST
@_guard
def provisioning_retry(request: HttpRequest, provisioning_id: uuid.UUID) -> HttpResponse:
    """Try again what has failed, as far as the page shows it."""
    actor = actor_of(request)
    failed = [
        entry.id
        for entry in queries.list_backlog(provisioning_id, viewer=actor)
        if entry.state is ProvisioningState.FAILED
    ]
    retry_deliveries(row_ids=failed, officer=actor, now=clock.now())
    return _see(provisioning_id)


@require_http_methods(["GET", "HEAD", "POST"])
@_guard
def provisioning_end(request: HttpRequest, provisioning_id: uuid.UUID) -> HttpResponse:
    """Ask whether a client is to keep its users itself, and let it once that is confirmed."""
    actor = actor_of(request)
    client = queries.get_unified_client(provisioning_id, viewer=actor)
    if request.method == "POST" and "confirmed" in request.POST:
        end_provisioning(provisioning_id=provisioning_id, officer=actor, now=clock.now())
        return HttpResponseRedirect(reverse("identity_provider:provisioning"), status=303)
    context = {
        "question": _("停止向“%(name)s”下发用户？") % {"name": client.client_name},
        "action": request.path,
        "back_url": reverse("identity_provider:provisioning-detail", args=[provisioning_id]),
    }
    return render_page(request, _CONFIRM, context, fragment=_CONFIRM_PART)


def _list(request: HttpRequest, *, form: ProvisioningForm | None = None) -> dict[str, object]:
    actor = actor_of(request)
    tree = directory.list_organisations(reach=EVERYWHERE)
    return {
        "rows": tuple(UnifiedRow.of(one) for one in queries.list_unified_clients(viewer=actor)),
        "mapped": tuple(MappedRow.of(one) for one in queries.list_mapped_clients(viewer=actor)),
        "form": form or ProvisioningForm(tree=tree),
    }


def _see(provisioning_id: uuid.UUID) -> HttpResponse:
    url = reverse("identity_provider:provisioning-detail", args=[provisioning_id])
    return HttpResponseRedirect(url, status=303)
