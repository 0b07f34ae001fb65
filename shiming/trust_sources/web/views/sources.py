"""Pages on which officers keep the contracts with other identity systems (E4)."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from shiming.accounts import queries as accounts
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.trust_sources import errors, queries
from shiming.trust_sources.actions.sources.change_source import change_source
from shiming.trust_sources.actions.sources.decide_terms import decide_terms
from shiming.trust_sources.actions.sources.propose_terms import propose_terms
from shiming.trust_sources.policies.sources import changes_of_identity
from shiming.trust_sources.types import SourceId, SourcePermission, SourceState
from shiming.trust_sources.web.forms.sources import (
    DecisionForm,
    NewSourceForm,
    TermsForm,
    initial_of,
)
from shiming.trust_sources.web.presenters.sources import MAPPING_SAMPLE, SourceRow, lines_of
from shiming.web_kit.actors import actor_of, require_permission, require_sign_in
from shiming.web_kit.refusals import render_refusal

_INVALID = 422
_FORM = "trust_sources/sources/source_form.html"
_DECIDE = "trust_sources/sources/source_decide.html"
_may_propose = require_permission(SourcePermission.MANAGE_SOURCES)
_may_decide = require_permission(SourcePermission.APPROVE_SOURCES)


@require_GET
@require_sign_in
def source_list(request: HttpRequest) -> HttpResponse:
    """Show every source with its terms and its health."""
    viewer = actor_of(request)
    now = clock.now()
    accepted = queries.list_accepted_duties(viewer=viewer)
    context = {
        "rows": tuple(
            SourceRow.of(one, now=now, accepted=accepted.get(one.id))
            for one in queries.list_sources(viewer=viewer)
        ),
        "may_propose": viewer.may(SourcePermission.MANAGE_SOURCES),
        "may_decide": viewer.may(SourcePermission.APPROVE_SOURCES),
        "was_changed": "changed" in request.GET,
    }
    return render(request, "trust_sources/sources/source_list.html", context)


@sensitive_post_parameters("secret")
@require_http_methods(["GET", "POST"])
@_may_propose
def source_add(request: HttpRequest) -> HttpResponse:
    """Ask for a new source's terms, for a second officer to approve."""
    form = NewSourceForm(request.POST if request.method == "POST" else None)
    return _propose(
        request,
        form,
        lambda: propose_terms(
            entry=form.entry(),
            officer=actor_of(request),
            now=clock.now(),
            code=form.cleaned_data["code"],
        ),
    )


@sensitive_post_parameters("secret")
@require_http_methods(["GET", "POST"])
@_may_propose
def source_edit(request: HttpRequest, source_id: uuid.UUID) -> HttpResponse:
    """Ask for other terms of a source, for a second officer to approve."""
    facts = queries.get_source(source_id=SourceId(source_id), viewer=actor_of(request))
    form = TermsForm(
        request.POST if request.method == "POST" else None,
        initial=None if facts.in_force is None else initial_of(facts.in_force),
    )
    return _propose(
        request,
        form,
        lambda: propose_terms(
            entry=form.entry(),
            officer=actor_of(request),
            now=clock.now(),
            source_id=SourceId(source_id),
        ),
    )


@require_http_methods(["GET", "POST"])
@_may_decide
def source_decide(request: HttpRequest, source_id: uuid.UUID) -> HttpResponse:
    """Show what was proposed beside what is in force, and take the second officer's decision."""
    facts = queries.get_source(source_id=SourceId(source_id), viewer=actor_of(request))
    if facts.proposed is None:
        raise errors.TermsDecided
    form = DecisionForm(request.POST if request.method == "POST" else None)
    moves = facts.in_force is not None and bool(
        changes_of_identity(facts.in_force.entry, facts.proposed.entry)
    )
    links = accounts.count_links(facts.code) if moves else 0
    context = {
        "form": form,
        "code": facts.code,
        "lines": lines_of(facts),
        "moves": moves,
        "links": links,
        "may_keep_links": moves and facts.proposed.entry.keeps_links,
        "terms_id": facts.proposed.id,
        "is_own": accounts.is_of_actor(facts.proposed.proposed_by, actor=actor_of(request)),
    }
    if request.method == "GET":
        return render(request, _DECIDE, context)
    # What was on the page is decided about, and nothing that was proposed since.
    if request.POST.get("terms") != str(facts.proposed.id):
        raise errors.TermsDecided
    if not form.is_valid():
        return render(request, _DECIDE, context, status=_INVALID)
    try:
        decide_terms(
            terms_id=facts.proposed.id,
            is_approved=request.POST.get("decision") == "approve",
            reason=form.cleaned_data["reason"],
            keeps_links=form.cleaned_data["keeps_links"],
            officer=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, _DECIDE, context)
    return _to_list()


@require_http_methods(["GET", "POST"])
@_may_propose
def source_change(request: HttpRequest, source_id: uuid.UUID, state: str) -> HttpResponse:
    """Ask whether a source shall be suspended, resumed or closed, and do it once confirmed."""
    questions = {
        SourceState.SUSPENDED: (_("停用“%(name)s”？"), _("停用"), True),
        SourceState.ACTIVE: (_("恢复“%(name)s”？"), _("恢复"), False),
        SourceState.CLOSED: (_("永久关闭“%(name)s”？"), _("关闭"), True),
    }
    wanted = SourceState(state) if state in set(questions) else None
    if wanted is None:
        raise errors.SourceNotFound
    if request.method == "POST" and "confirmed" in request.POST:
        change_source(
            source_id=SourceId(source_id), state=wanted, officer=actor_of(request), now=clock.now()
        )
        return _to_list()
    facts = queries.get_source(source_id=SourceId(source_id), viewer=actor_of(request))
    terms = facts.in_force or facts.proposed
    question, label, is_danger = questions[wanted]
    context = {
        "question": question % {"name": facts.code if terms is None else terms.entry.name},
        "label": label,
        "is_danger": is_danger,
        "action_url": request.path,
        "back_url": reverse("trust_sources:source-list"),
    }
    return render(request, "trust_sources/sources/source_change.html", context)


def _propose(request: HttpRequest, form: TermsForm, act: Callable[[], object]) -> HttpResponse:
    context = {"form": form, "sample": MAPPING_SAMPLE, "is_new": isinstance(form, NewSourceForm)}
    if request.method == "GET":
        return render(request, _FORM, context)
    if not form.is_valid():
        return render(request, _FORM, context, status=_INVALID)
    try:
        act()
    except DomainError as error:
        return render_refusal(request, error, _FORM, context)
    return _to_list()


def _to_list() -> HttpResponse:
    url = reverse("trust_sources:source-list")
    return HttpResponseRedirect(f"{url}?changed=1", status=303)
