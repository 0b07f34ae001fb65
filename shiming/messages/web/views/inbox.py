"""The message centre (K1) and the to-dos (K2)."""

import uuid
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shiming.kernel import clock
from shiming.messages import queries
from shiming.messages.actions.mark_all_read import mark_all_read
from shiming.messages.actions.read_message import read_message
from shiming.messages.actions.restore_message import restore_message
from shiming.messages.actions.shelve_message import shelve_message
from shiming.messages.queries import InboxFilter
from shiming.messages.types import InboxId, MessageKind
from shiming.messages.web.cursors import inbox_cursor, todo_cursor
from shiming.messages.web.labels import identity_label
from shiming.messages.web.presenters import FOLDERS, InboxPage, MessageRow, TodoPage
from shiming.web_kit.actors import actor_of, require_sign_in

_LONGEST_KEY = 64


@require_GET
@require_sign_in
def message_list(request: HttpRequest) -> HttpResponse:
    """Show a page of the account's messages, unread ones first."""
    actor = actor_of(request)
    wanted, folder = _filter_of(request.GET)
    after = inbox_cursor(request.GET.get("after", ""))
    page = InboxPage.of(
        part=queries.list_messages(viewer=actor, wanted=wanted, after=after),
        wanted=wanted,
        folder=folder,
        identities=queries.list_identities(viewer=actor),
        is_first=after is None,
        undo=_uuid_of(request.GET.get("undo", "")),
    )
    return render(request, "messages/message_list.html", {"page": page})


@require_POST
@require_sign_in
def message_read_all(request: HttpRequest) -> HttpResponse:
    """Mark all messages that the list shows as read, and show it again."""
    wanted, _folder = _filter_of(request.POST)
    mark_all_read(wanted=wanted, owner=actor_of(request), now=clock.now())
    return _back_to_list(request)


@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def message_detail(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    """Show one message; the form of the list opens it with POST, which marks it as read."""
    actor = actor_of(request)
    if request.method == "POST":
        read_message(message_id=InboxId(message_id), reader=actor, now=clock.now())
        return HttpResponseRedirect(
            reverse("messages:message-detail", args=[message_id]), status=303
        )
    message = queries.get_message(message_id=InboxId(message_id), viewer=actor)
    names = {one.key: identity_label(one) for one in queries.list_identities(viewer=actor)}
    return render(
        request, "messages/message_detail.html", {"message": MessageRow.of(message, names)}
    )


@require_POST
@require_sign_in
def message_archive(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    """Put a message into the archive; the list offers to undo it."""
    return _shelve(request, message_id, is_binned=False)


@require_POST
@require_sign_in
def message_delete(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    """Put a message into the bin; the list offers to undo it."""
    return _shelve(request, message_id, is_binned=True)


@require_POST
@require_sign_in
def message_restore(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    """Take a message back out of the archive or the bin."""
    restore_message(message_id=InboxId(message_id), owner=actor_of(request), now=clock.now())
    return _back_to_list(request)


@require_GET
@require_sign_in
def todo_list(request: HttpRequest) -> HttpResponse:
    """Show what waits for the account, undone above done."""
    after = todo_cursor(request.GET.get("after", ""))
    part = queries.list_todos(viewer=actor_of(request), after=after)
    templates = queries.get_templates_in_force({todo.kind for todo in part.todos})
    page = TodoPage.of(part=part, templates=templates, is_first=after is None)
    return render(request, "messages/todo_list.html", {"page": page})


def _shelve(request: HttpRequest, message_id: uuid.UUID, *, is_binned: bool) -> HttpResponse:
    shelve_message(
        message_id=InboxId(message_id),
        is_binned=is_binned,
        owner=actor_of(request),
        now=clock.now(),
    )
    return _back_to_list(request, undo=str(message_id))


def _back_to_list(request: HttpRequest, **more: str) -> HttpResponse:
    wanted, folder = _filter_of(request.POST)
    kept = {
        "folder": folder,
        "kind": wanted.kind.value if wanted.kind else "",
        "acting": wanted.acting,
        **more,
    }
    query = urlencode({name: value for name, value in kept.items() if value})
    url = reverse("messages:message-list")
    return HttpResponseRedirect(f"{url}?{query}" if query else url, status=303)


def _filter_of(data: QueryDict) -> tuple[InboxFilter, str]:
    folder = data.get("folder", "")
    folder = folder if folder in FOLDERS else ""
    kind = data.get("kind", "")
    wanted = InboxFilter(
        shelves=FOLDERS[folder],
        kind=MessageKind(kind) if kind in set(MessageKind) else None,
        acting=data.get("acting", "")[:_LONGEST_KEY],
    )
    return wanted, folder


def _uuid_of(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
