"""Pages on which officers keep the nodes, and see what waits for them."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.trust_sources.actions.nodes.add_peer import add_peer
from shiming.trust_sources.actions.nodes.decide_key import decide_key
from shiming.trust_sources.actions.nodes.import_legacy_users import import_legacy_users
from shiming.trust_sources.actions.nodes.meet_peer import meet_peer
from shiming.trust_sources.actions.nodes.order_export import order_export
from shiming.trust_sources.actions.nodes.propose_key import propose_key
from shiming.trust_sources.actions.nodes.resume_peer import resume_peer
from shiming.trust_sources.actions.nodes.retry_events import retry_events
from shiming.trust_sources.actions.nodes.set_event_aside import set_event_aside
from shiming.trust_sources.actions.nodes.suspend_peer import suspend_peer
from shiming.trust_sources.actions.sources.propose_terms import propose_terms
from shiming.trust_sources.ports.nodes import node_policy
from shiming.trust_sources.queries import nodes as queries
from shiming.trust_sources.queries.node_keys import get_key_facts
from shiming.trust_sources.types.nodes import (
    EventId,
    KeyChangeId,
    NodePermission,
    NodeRole,
    PeerId,
)
from shiming.trust_sources.types.sources import SourcePermission
from shiming.trust_sources.web.forms.nodes import KeyForm, NodeForm, RecognitionForm, UserFileForm
from shiming.trust_sources.web.presenters.nodes import EventRow, KeyPage, NodeRow, StockRow
from shiming.web_kit.actors import actor_of, require_permission
from shiming.web_kit.pages import render_page
from shiming.web_kit.refusals import render_refusal

_guard = require_permission(NodePermission.MANAGE)
_KEY = "trust_sources/nodes/node_key.html"
_CHANGE = "trust_sources/nodes/node_change.html"


@require_GET
@_guard
def node_list(request: HttpRequest) -> HttpResponse:
    """Show every node with what waits for it: how much, how long, and why."""
    now, viewer = clock.now(), actor_of(request)
    context = {
        "rows": tuple(
            NodeRow.of(facts, now=now) for facts in queries.list_peers(viewer=viewer, now=now)
        ),
        "may_recognise": viewer.may(SourcePermission.MANAGE_SOURCES),
        "is_alone": node_policy().role is NodeRole.ALONE,
        "own_code": node_policy().code,
        "conflicts": queries.count_conflicts_unscoped(),
        "was_changed": "changed" in request.GET,
    }
    return render(request, "trust_sources/nodes/node_list.html", context)


@require_http_methods(["GET", "POST"])
@_guard
def node_add(request: HttpRequest) -> HttpResponse:
    """Ask for another node's code, address and key, and enter it."""
    template = "trust_sources/nodes/node_add.html"
    if request.method == "GET":
        return render(request, template, {"form": NodeForm()})
    form = NodeForm(request.POST)
    if not form.is_valid():
        return render(request, template, {"form": form}, status=422)
    is_province = node_policy().role is NodeRole.PROVINCE
    role = NodeRole.CITY if is_province else NodeRole.PROVINCE
    try:
        add_peer(entry=form.entry(role), officer=actor_of(request), now=clock.now())
    except DomainError as error:
        return render_refusal(request, error, template, {"form": form})
    return _to_list()


@require_GET
@_guard
def node_queue(request: HttpRequest, peer_id: uuid.UUID) -> HttpResponse:
    """Show what a node has not taken yet."""
    viewer, key = actor_of(request), PeerId(peer_id)
    facts = queries.get_peer(peer_id=key, viewer=viewer, now=clock.now())
    waiting = queries.list_waiting(peer_id=key, viewer=viewer)
    context = {
        "node": NodeRow.of(facts, now=clock.now()),
        "rows": tuple(EventRow.of(event, peer_id=peer_id) for event in waiting),
    }
    return render(request, "trust_sources/nodes/node_queue.html", context)


@require_http_methods(["GET", "POST"])
@_guard
def node_suspend(request: HttpRequest, peer_id: uuid.UUID) -> HttpResponse:
    """Ask whether a node shall be suspended, and do it once that is confirmed."""
    if "confirmed" in request.POST:
        suspend_peer(peer_id=PeerId(peer_id), officer=actor_of(request), now=clock.now())
        return _to_list()
    return _confirm(request, peer_id, what="suspend")


@require_http_methods(["GET", "POST"])
@_guard
def node_resume(request: HttpRequest, peer_id: uuid.UUID) -> HttpResponse:
    """Ask whether a node shall be talked to again, and do it once that is confirmed."""
    if "confirmed" in request.POST:
        resume_peer(peer_id=PeerId(peer_id), officer=actor_of(request), now=clock.now())
        return _to_list()
    return _confirm(request, peer_id, what="resume")


@require_http_methods(["GET", "POST"])
@_guard
@require_permission(SourcePermission.MANAGE_SOURCES)
def node_recognise(request: HttpRequest, peer_id: uuid.UUID) -> HttpResponse:
    """Ask up to which level a node's people are accepted, and propose it to a second officer."""
    template = "trust_sources/nodes/node_recognise.html"
    viewer, now = actor_of(request), clock.now()
    facts = queries.get_peer(peer_id=PeerId(peer_id), viewer=viewer, now=now)
    form = RecognitionForm(request.POST if request.method == "POST" else None)
    context = {"name": facts.name, "form": form}
    if request.method == "GET":
        return render(request, template, context)
    if not form.is_valid():
        return render(request, template, context, status=422)
    try:
        met = meet_peer(
            peer_id=PeerId(peer_id),
            level=form.cleaned_data["level"],
            until=form.cleaned_data["until"],
            officer=viewer,
            now=now,
        )
        propose_terms(
            entry=met.terms,
            code="" if met.source_id else met.code,
            source_id=met.source_id,
            officer=viewer,
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, template, context)
    return HttpResponseRedirect(f"{reverse('trust_sources:source-list')}?changed=1", status=303)


@require_http_methods(["GET", "POST"])
@_guard
def node_key(request: HttpRequest, peer_id: uuid.UUID) -> HttpResponse:
    """Ask for another key of a node, or show the one that waits for a second officer."""
    form = KeyForm(request.POST if request.method == "POST" else None)
    context = _key_context(request, peer_id, form)
    if request.method == "GET":
        return render(request, _KEY, context)
    if not form.is_valid():
        return render(request, _KEY, context, status=422)
    try:
        propose_key(
            peer_id=PeerId(peer_id),
            key=form.cleaned_data["key"],
            former_until=form.cleaned_data["former_until"],
            officer=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, _KEY, context)
    return HttpResponseRedirect(request.path, status=303)


@require_POST
@_guard
def node_key_decide(request: HttpRequest, peer_id: uuid.UUID, change_id: uuid.UUID) -> HttpResponse:
    """Put another key into force, or forget it."""
    try:
        decide_key(
            peer_id=PeerId(peer_id),
            change_id=KeyChangeId(change_id),
            agrees=request.POST.get("agrees") == "yes",
            officer=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        context = _key_context(request, peer_id, KeyForm())
        return render_refusal(request, error, _KEY, context)
    return _to_list()


@require_http_methods(["GET", "POST"])
@_guard
def node_export(request: HttpRequest, peer_id: uuid.UUID) -> HttpResponse:
    """Ask whether all users shall be handed over, and order it once that is confirmed."""
    if "confirmed" in request.POST:
        order_export(peer_id=PeerId(peer_id), officer=actor_of(request), now=clock.now())
        return _to_list()
    return _confirm(request, peer_id, what="export")


@require_http_methods(["GET", "POST"])
@_guard
def event_set_aside(request: HttpRequest, peer_id: uuid.UUID, event_id: uuid.UUID) -> HttpResponse:
    """Ask whether an event shall be set aside, and do it once that is confirmed."""
    if "confirmed" in request.POST:
        set_event_aside(
            peer_id=PeerId(peer_id),
            event_id=EventId(event_id),
            officer=actor_of(request),
            now=clock.now(),
        )
        return HttpResponseRedirect(_queue_url(peer_id), status=303)
    return _confirm(request, peer_id, what="aside", back_url=_queue_url(peer_id))


@require_POST
@_guard
def node_retry(request: HttpRequest, peer_id: uuid.UUID) -> HttpResponse:
    """Have everything that waits sent now."""
    retry_events(peer_id=PeerId(peer_id), officer=actor_of(request), now=clock.now())
    return HttpResponseRedirect(_queue_url(peer_id), status=303)


@require_http_methods(["GET", "POST"])
@_guard
def user_import(request: HttpRequest) -> HttpResponse:
    """Show what became of files of users, and take one from an older system."""
    template = "trust_sources/nodes/user_import.html"
    form = UserFileForm(request.POST, request.FILES) if request.method == "POST" else UserFileForm()
    stock = queries.list_stock(viewer=actor_of(request))
    context = {"form": form, "rows": tuple(StockRow.of(facts) for facts in stock)}
    if request.method == "GET":
        return render(request, template, context)
    if not form.is_valid():
        return render(request, template, context, status=422)
    try:
        import_legacy_users(
            # One byte more than a file may have shows that there is too much.
            content=form.cleaned_data["file"].read(node_policy().most_bytes + 1),
            officer=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, template, context)
    return HttpResponseRedirect(reverse("trust_sources:user-import"), status=303)


def _key_context(request: HttpRequest, peer_id: uuid.UUID, form: KeyForm) -> dict[str, object]:
    viewer, now = actor_of(request), clock.now()
    node = queries.get_peer(peer_id=PeerId(peer_id), viewer=viewer, now=now)
    facts = get_key_facts(peer_id=PeerId(peer_id), viewer=viewer, now=now)
    return {"key": KeyPage.of(facts, node=node), "form": form}


def _confirm(
    request: HttpRequest, peer_id: uuid.UUID, *, what: str, back_url: str = ""
) -> HttpResponse:
    facts = queries.get_peer(peer_id=PeerId(peer_id), viewer=actor_of(request), now=clock.now())
    context = {
        "name": facts.name,
        "what": what,
        "back_url": back_url or reverse("trust_sources:node-list"),
        "action_url": request.path,
    }
    return render_page(request, _CHANGE, context, fragment="trust_sources/nodes/_node_change.html")


def _queue_url(peer_id: uuid.UUID) -> str:
    return reverse("trust_sources:node-queue", kwargs={"peer_id": peer_id})


def _to_list() -> HttpResponse:
    url = reverse("trust_sources:node-list")
    return HttpResponseRedirect(f"{url}?changed=1", status=303)
