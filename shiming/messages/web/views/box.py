"""The SMS box of development and demonstrations."""

import functools
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from shiming.messages import errors, ports, queries
from shiming.messages.web.presenters import BoxPage, as_json
from shiming.web_kit.pages import render_page

BoxView = Callable[[HttpRequest], HttpResponse]
_LONGEST_TAIL = 64


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
