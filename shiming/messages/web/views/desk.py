"""Where officers write and approve templates, and read the log of sending (K3)."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.messages import ports, queries
from shiming.messages.actions.decide_template import decide_template
from shiming.messages.actions.draft_template import draft_template
from shiming.messages.policies import templates as policies
from shiming.messages.types import DeliveryState, TemplateVersionId
from shiming.messages.web.cursors import read_cursor
from shiming.messages.web.desk import (
    LogPage,
    TemplatePage,
    TemplateRow,
    VersionPage,
    template_url,
)
from shiming.messages.web.forms import DecisionForm, TemplateForm
from shiming.web_kit.actors import actor_of, require_sign_in
from shiming.web_kit.refusals import render_refusal

_DETAIL = "messages/template_detail.html"
_VERSION = "messages/template_version.html"


@require_GET
@require_sign_in
def template_list(request: HttpRequest) -> HttpResponse:
    """Show all templates to officers who write or approve them."""
    heads = queries.list_templates(viewer=actor_of(request))
    rows = [TemplateRow.of(head) for head in heads]
    return render(request, "messages/template_list.html", {"templates": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def template_detail(request: HttpRequest, area: str, name: str) -> HttpResponse:
    """Show a template with its versions; the form hands a new version in for approval."""
    actor = actor_of(request)
    full_name = f"{area}/{name}"
    template = queries.get_template_for(name=full_name, viewer=actor)
    page = TemplatePage.of(
        template=template,
        versions=queries.list_versions(name=full_name, viewer=actor),
        may_draft=policies.refusal_to_draft(author=actor) is None,
    )
    if request.method != "POST":
        return render(request, _DETAIL, {"page": page, "form": TemplateForm(template)})
    form = TemplateForm(template, request.POST)
    if not form.is_valid():
        return render(request, _DETAIL, {"page": page, "form": form}, status=422)
    try:
        version_id = draft_template(
            name=full_name,
            texts=form.texts(),
            note=form.cleaned_data["note"],
            author=actor,
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, _DETAIL, {"page": page, "form": form})
    url = reverse("messages:template-version", kwargs={"version_id": version_id})
    return HttpResponseRedirect(url, status=303)


@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def template_version(request: HttpRequest, version_id: uuid.UUID) -> HttpResponse:
    """Show a version beside what is in force; another officer than its author decides here."""
    actor = actor_of(request)
    version = queries.get_version(version_id=TemplateVersionId(version_id), viewer=actor)
    page = VersionPage.of(
        version=version,
        template=queries.get_template_for(name=version.name, viewer=actor),
        may_decide=policies.refusal_to_decide(drafted_by=version.drafted_by, approver=actor) is None
        and not ports.second_pair().is_of_actor(version.drafted_by, actor=actor),
    )
    if request.method != "POST":
        return render(request, _VERSION, {"page": page, "form": DecisionForm()})
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return render(request, _VERSION, {"page": page, "form": form}, status=422)
    try:
        decide_template(
            version_id=TemplateVersionId(version_id),
            is_approved=form.cleaned_data["decision"] == "approve",
            reason=form.cleaned_data["reason"],
            approver=actor,
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, _VERSION, {"page": page, "form": form})
    return HttpResponseRedirect(template_url(version.name), status=303)


@require_GET
@require_sign_in
def log(request: HttpRequest) -> HttpResponse:
    """Show the log of sending: masked receivers, states, tries and answers."""
    wanted = request.GET.get("state", "")
    state = DeliveryState(wanted) if wanted in set(DeliveryState) else None
    cursor = read_cursor(request.GET.get("after", ""))
    part = queries.list_log(
        viewer=actor_of(request), state=state, after=None if cursor is None else cursor[1:]
    )
    return render(request, "messages/log.html", {"page": LogPage.of(part=part, state=state)})
