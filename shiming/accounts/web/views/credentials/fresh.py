"""Pages that only somebody may open who has just proven themselves."""

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from shiming.accounts import errors, ports
from shiming.accounts.policies.credentials import refusal_to_change_credentials
from shiming.kernel import clock
from shiming.web_kit.actors import actor_of, require_sign_in

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def require_fresh_proof(view: View[P]) -> View[P]:
    """
    Have people whose last proof is too old prove themselves first, and send them back here.

    The use case behind the page demands the same by itself; it may find, too, that the proof has
    grown too old while the page was open.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if refusal_to_change_credentials(
            actor_of(request), now=clock.now(), lifetime=ports.policy().reauthentication_lifetime
        ):
            return _confirm_first(request)
        try:
            return view(request, *args, **kwargs)
        except errors.ReauthenticationRequired:
            return _confirm_first(request)

    return require_sign_in(guarded)


def _confirm_first(request: HttpRequest) -> HttpResponse:
    return redirect(f"{reverse('accounts:confirm')}?{urlencode({'next': request.path})}")
