"""Pages on which officers keep whose certificates are accepted."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.trust_sources import queries
from shiming.trust_sources.actions.add_authority import add_authority
from shiming.trust_sources.actions.resume_authority import resume_authority
from shiming.trust_sources.actions.suspend_authority import suspend_authority
from shiming.trust_sources.types import AuthorityId, TrustPermission
from shiming.trust_sources.web.forms.certificates import AuthorityForm
from shiming.trust_sources.web.presenters.certificates import RULES_SAMPLE, AuthorityRow
from shiming.web_kit.actors import actor_of, require_permission
from shiming.web_kit.pages import render_page
from shiming.web_kit.refusals import render_refusal

_guard = require_permission(TrustPermission.MANAGE_AUTHORITIES)


@require_GET
@_guard
def authority_list(request: HttpRequest) -> HttpResponse:
    """Show every authority with the health of its revocation lists."""
    now = clock.now()
    rows = tuple(
        AuthorityRow.of(facts, now=now)
        for facts in queries.list_authorities(viewer=actor_of(request))
    )
    context = {"rows": rows, "was_changed": "changed" in request.GET}
    return render(request, "trust_sources/certificates/authority_list.html", context)


@require_http_methods(["GET", "POST"])
@_guard
def authority_add(request: HttpRequest) -> HttpResponse:
    """Ask for an authority's certificates and addresses, and enter it."""
    template = "trust_sources/certificates/authority_add.html"
    if request.method == "GET":
        return render(request, template, {"form": AuthorityForm(), "sample": RULES_SAMPLE})
    form = AuthorityForm(request.POST, request.FILES)
    context = {"form": form, "sample": RULES_SAMPLE}
    if not form.is_valid():
        return render(request, template, context, status=422)
    try:
        add_authority(entry=form.entry(), officer=actor_of(request), now=clock.now())
    except DomainError as error:
        return render_refusal(request, error, template, context)
    return _to_list()


@require_http_methods(["GET", "POST"])
@_guard
def authority_suspend(request: HttpRequest, authority_id: uuid.UUID) -> HttpResponse:
    """Ask whether an authority shall be suspended, and do it once that is confirmed."""
    actor = actor_of(request)
    if request.method == "POST" and "confirmed" in request.POST:
        suspend_authority(authority_id=AuthorityId(authority_id), officer=actor, now=clock.now())
        return _to_list()
    return _confirm(request, authority_id, is_suspending=True)


@require_http_methods(["GET", "POST"])
@_guard
def authority_resume(request: HttpRequest, authority_id: uuid.UUID) -> HttpResponse:
    """Ask whether an authority shall be accepted again, and do it once that is confirmed."""
    actor = actor_of(request)
    if request.method == "POST" and "confirmed" in request.POST:
        resume_authority(authority_id=AuthorityId(authority_id), officer=actor, now=clock.now())
        return _to_list()
    return _confirm(request, authority_id, is_suspending=False)


def _confirm(request: HttpRequest, authority_id: uuid.UUID, *, is_suspending: bool) -> HttpResponse:
    facts = queries.get_authority(authority_id=AuthorityId(authority_id), viewer=actor_of(request))
    context = {
        "name": facts.name,
        "is_suspending": is_suspending,
        "back_url": reverse("trust_sources:authority-list"),
        "action_url": request.path,
    }
    return render_page(
        request,
        "trust_sources/certificates/authority_change.html",
        context,
        fragment="trust_sources/certificates/_authority_change.html",
    )


def _to_list() -> HttpResponse:
    url = reverse("trust_sources:authority-list")
    return HttpResponseRedirect(f"{url}?changed=1", status=303)
