"""Pages for people on their way to and from business systems."""

import functools
import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from shiming.identity_provider.actions import choose_account as choose_account_case
from shiming.identity_provider.actions import give_consent as give_consent_case
from shiming.identity_provider.dispatch import OUTCOME
from shiming.identity_provider.engine import engine
from shiming.identity_provider.protocol.endpoints.authorization.endpoint import (
    BROWSER_COOKIE,
    refuse_interaction,
)
from shiming.identity_provider.protocol.messages import Page
from shiming.identity_provider.types import InteractionId
from shiming.identity_provider.web.answers import answer, read, show
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
    return show(request, page)


@require_POST
@require_sign_in
def give_consent(request: HttpRequest, interaction_id: uuid.UUID) -> HttpResponse:
    """Note the person's yes, and go on."""
    give_consent_case.give_consent(
        interaction_id=InteractionId(interaction_id),
        browser_secret=request.COOKIES.get(BROWSER_COOKIE, ""),
        scopes=request.POST.getlist("scope"),
        is_lasting=request.POST.get("remember") == "yes",
        actor=actor_of(request),
        now=clock.now(),
    )
    return _go_on(request, interaction_id)


@require_POST
@require_sign_in
def choose_account(request: HttpRequest, interaction_id: uuid.UUID) -> HttpResponse:
    """Note that the person goes on with the account that they are signed in with."""
    choose_account_case.choose_account(
        interaction_id=InteractionId(interaction_id),
        browser_secret=request.COOKIES.get(BROWSER_COOKIE, ""),
        actor=actor_of(request),
        now=clock.now(),
    )
    return _go_on(request, interaction_id)


@require_POST
def refuse(request: HttpRequest, interaction_id: uuid.UUID) -> HttpResponse:
    """Take the person's no back to the business system."""
    endpoint = functools.partial(refuse_interaction, interaction_id=interaction_id)
    return answer(request, engine().run(endpoint, read(request), clock.now()))


def _go_on(request: HttpRequest, interaction_id: uuid.UUID) -> HttpResponse:
    address = reverse("identity_provider:interaction-continue", args=[interaction_id])
    return continue_to(request, address)
