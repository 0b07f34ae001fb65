"""Pages on which operators of sources accept their duties (S19-7)."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.trust_sources import errors, queries
from shiming.trust_sources.actions.duties.accept_duties import accept_duties
from shiming.trust_sources.actions.duties.ask_acceptance import ask_acceptance
from shiming.trust_sources.types import SourceId, SourcePermission
from shiming.trust_sources.types.duties import AcceptanceId, DutiesParty
from shiming.trust_sources.web.forms.duties import AcceptanceForm, ContactForm
from shiming.web_kit.actors import actor_of, require_permission
from shiming.web_kit.refusals import render_refusal

_INVALID = 422
_ASK = "trust_sources/duties/duties_ask.html"
_ACCEPT = "trust_sources/duties/duties_accept.html"


@require_http_methods(["GET", "POST"])
@require_permission(SourcePermission.MANAGE_SOURCES)
def source_duties(request: HttpRequest, source_id: uuid.UUID) -> HttpResponse:
    """Have the operator of a source asked to accept what it owes."""
    facts = queries.get_source(source_id=SourceId(source_id), viewer=actor_of(request))
    form = ContactForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "code": facts.code, **_text()}
    if request.method == "GET":
        return render(request, _ASK, context)
    if not form.is_valid():
        return render(request, _ASK, context, status=_INVALID)
    ask_acceptance(
        source_id=SourceId(source_id),
        contact=form.cleaned_data["contact"],
        link=lambda one: request.build_absolute_uri(
            reverse("trust_sources:duties-accept", args=[one])
        ),
        officer=actor_of(request),
        now=clock.now(),
    )
    return HttpResponseRedirect(f"{reverse('trust_sources:source-list')}?changed=1", status=303)


@never_cache
@sensitive_post_parameters("name", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def duties_accept(request: HttpRequest, acceptance_id: uuid.UUID) -> HttpResponse:
    """Show an operator what it owes, and take its word; the code of the letter guards it."""
    if queries.find_open_acceptance(AcceptanceId(acceptance_id), now=clock.now()) is None:
        raise errors.AcceptanceNotOpen
    form = AcceptanceForm(request.POST if request.method == "POST" else None)
    context = {"form": form, **_text()}
    if request.method != "POST":
        return render(request, _ACCEPT, context)
    if not form.is_valid():
        return render(request, _ACCEPT, context, status=_INVALID)
    try:
        accept_duties(
            acceptance_id=AcceptanceId(acceptance_id),
            code=form.cleaned_data["code"],
            name=form.cleaned_data["name"],
            actor=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, _ACCEPT, context)
    return render(request, "trust_sources/duties/duties_accepted.html", context)


def _text() -> dict[str, object]:
    duties = queries.current_duties(DutiesParty.SOURCE)
    is_english = (get_language() or "").startswith("en")
    return {"duties": duties.en if is_english else duties.zh, "version": duties.version}
