"""How every step page is entered: with an open case, and no further than it has come."""

import dataclasses
import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from shiming.kernel.actor import Actor
from shiming.proofing import errors, queries
from shiming.proofing.journeys import online
from shiming.proofing.journeys.steps import JourneyState
from shiming.proofing.models import ProofingCase
from shiming.proofing.types import StepKey
from shiming.web_kit.actors import actor_of, is_json_wanted, require_sign_in

P = ParamSpec("P")

# Answered by leading on: done twice, done elsewhere, or done too early.
_LEADING_ON = (errors.CaseMovedOn, errors.StepNotReachable, errors.CaseNotFound)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """The case that a step page is about."""

    actor: Actor
    case: ProofingCase
    state: JourneyState


StepView = Callable[Concatenate[HttpRequest, Entered, P], HttpResponse]


def step_page(
    key: StepKey,
) -> Callable[[StepView[P]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """
    Let a person into a step that can be reached, and lead them to the furthest one otherwise.

    A second click on a form ends there too: what was done is done once, and the way goes on.
    """

    def decorate(
        view: StepView[P],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @functools.wraps(view)
        def entered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            actor = actor_of(request)
            case = queries.find_current_case(viewer=actor)
            if case is None:
                return redirect("proofing:start")
            state = queries.journey_state(case=case)
            step = online.step_for(wanted=key, state=state)
            if step.key is not key:
                return to_step(request, step.url_name)
            try:
                return view(request, Entered(actor=actor, case=case, state=state), *args, **kwargs)
            except _LEADING_ON:
                if is_json_wanted(request):
                    raise
                return to_furthest(request)

        return require_sign_in(entered)

    return decorate


def leading_on(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let only accounts in, and lead to the furthest step where the act comes too late."""

    @functools.wraps(view)
    def tried(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except _LEADING_ON:
            return to_furthest(request)

    return require_sign_in(tried)


def to_furthest(request: HttpRequest) -> HttpResponse:
    """Lead to the furthest step of the open case, or to the beginning."""
    case = queries.find_current_case(viewer=actor_of(request))
    if case is None:
        return redirect("proofing:start")
    state = queries.journey_state(case=case)
    return to_step(request, online.furthest_step(state).url_name)


def to_step(request: HttpRequest, url_name: str) -> HttpResponse:
    """Lead to a step; a fragment that is being polled takes the whole page along."""
    url = reverse(url_name)
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url, status=303)
