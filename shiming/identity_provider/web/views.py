"""Pages for people on their way to and from business systems."""

import functools
import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from shiming.identity_provider.actions import give_consent as use_case
from shiming.identity_provider.dispatch import OUTCOME
from shiming.identity_provider.engine import engine
from shiming.identity_provider.protocol.endpoints.authorization.endpoint import (
    BROWSER_COOKIE,
    refuse_interaction,
)
from shiming.identity_provider.protocol.endpoints.end_session.endpoint import end_session
from shiming.identity_provider.protocol.messages import Outcome, Page, Request, Response
from shiming.identity_provider.types import InteractionId
from shiming.identity_provider.web.presenters import present
from shiming.kernel import clock
from shiming.web_kit.actors import actor_of, continue_to, require_sign_in


# A business system may send people here with a form of its own (OpenID Connect Core, 3.1.2.1;
# RP-Initiated Logout, 2): nothing is changed here, the engine decided in front of Django.
@csrf_exempt
def show_outcome(request: HttpRequest, interaction_id: uuid.UUID | None = None) -> HttpResponse:
    """Show the page that the engine asks for; without the dispatcher in front there is none."""
    del interaction_id
    page: Page | None = request.META.get(OUTCOME)
    if page is None:
        raise Http404
    return _show(request, page)


@require_POST
@require_sign_in
def give_consent(request: HttpRequest, interaction_id: uuid.UUID) -> HttpResponse:
    """Note the person's yes, and go on."""
    use_case.give_consent(
        interaction_id=InteractionId(interaction_id),
        browser_secret=request.COOKIES.get(BROWSER_COOKIE, ""),
        scopes=request.POST.getlist("scope"),
        actor=actor_of(request),
        now=clock.now(),
    )
    address = reverse("identity_provider:interaction-continue", args=[interaction_id])
    return continue_to(request, address)


@require_POST
def refuse(request: HttpRequest, interaction_id: uuid.UUID) -> HttpResponse:
    """Take the person's no back to the business system."""
    endpoint = functools.partial(refuse_interaction, interaction_id=interaction_id)
    return _answer(request, engine().run(endpoint, _read(request), clock.now()))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign the person out, who was asked, and send them back to the business system."""
    endpoint = functools.partial(end_session, is_confirmed=True)
    asked = _read(request, query=request.POST.get("query", ""))
    return _answer(request, engine().run(endpoint, asked, clock.now()))


def _read(request: HttpRequest, *, query: str = "") -> Request:
    settings = engine().settings
    return Request(
        query=query,
        session_cookie=request.COOKIES.get(settings.session_cookie, ""),
        browser_secret=request.COOKIES.get(BROWSER_COOKIE, ""),
        address=request.META.get("REMOTE_ADDR", ""),
        device=request.headers.get("User-Agent", ""),
    )


def _answer(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    """Answer a form; the way out of the platform leads over a page (`continue_to` says why)."""
    if not isinstance(outcome, Response):
        return _show(request, outcome)
    response = continue_to(request, outcome.location)
    for name, value in outcome.headers:
        if name == "Set-Cookie":
            response.headers[name] = value
    return response


def _show(request: HttpRequest, page: Page) -> HttpResponse:
    view = present(page)
    return render(request, view.template, {"page": view}, status=view.status)
