"""The message centre (K1), and the SMS box of development and demonstrations."""

import functools
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from shiming.kernel import clock
from shiming.messages import errors, ports, queries
from shiming.messages.actions.read_message import read_message
from shiming.messages.types import InboxId
from shiming.messages.web.presenters import BoxPage, MessageRow, as_json
from shiming.web_kit.actors import actor_of, require_sign_in
from shiming.web_kit.pages import render_page

BoxView = Callable[[HttpRequest], HttpResponse]
_LONGEST_TAIL = 64


@require_GET
@require_sign_in
def message_list(request: HttpRequest) -> HttpResponse:
    """Show the messages of the account, unread ones first."""
    messages = queries.list_messages(viewer=actor_of(request))
    rows = [MessageRow.of(message) for message in messages]
    return render(request, "messages/message_list.html", {"messages": rows})


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
    return render(
        request,
        "messages/message_detail.html",
        {"title": message.title, "body": message.body, "created_at": message.created_at},
    )


def _only_with_a_box(view: BoxView) -> BoxView:
    """Hide the box where texts really go out: there nobody may read them here."""

    @functools.wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not (ports.sms_gateway().is_simulator and ports.sms_gateway().keeps_content):
            raise errors.MessageNotFound
        return view(request)

    return guarded


@require_GET
@_only_with_a_box
def sms_box(request: HttpRequest) -> HttpResponse:
    """Show the texts and letters that went out, newest first; `tail` filters by recipient."""
    tail = _tail_of(request)
    page = BoxPage(texts=tuple(queries.list_boxed_texts_unscoped(tail=tail)), tail=tail)
    return render_page(
        request, "messages/sms_box.html", {"box": page}, fragment="messages/_sms_box_texts.html"
    )


@require_GET
@_only_with_a_box
def sms_box_latest(request: HttpRequest) -> HttpResponse:
    """Answer a script with the newest text to the recipient that ends in `tail`, or with 404."""
    texts = queries.list_boxed_texts_unscoped(tail=_tail_of(request))
    if not texts:
        return JsonResponse({"code": None, "text": None}, status=404)
    return JsonResponse(as_json(texts[0]), json_dumps_params={"ensure_ascii": False})


def _tail_of(request: HttpRequest) -> str:
    return request.GET.get("tail", "").strip()[:_LONGEST_TAIL]
