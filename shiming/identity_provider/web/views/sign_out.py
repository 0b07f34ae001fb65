"""Signing out on a client's wish, and what became of it."""

import functools
import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from shiming.identity_provider.engine import engine
from shiming.identity_provider.protocol.endpoints.cas.logout import logout
from shiming.identity_provider.protocol.endpoints.end_session.endpoint import end_session
from shiming.identity_provider.web import farewells
from shiming.identity_provider.web.answers import answer, read
from shiming.kernel import clock


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign the person out, who was asked, and send them back to the business system."""
    endpoint = functools.partial(end_session, is_confirmed=True)
    asked = read(request, query=request.POST.get("query", ""))
    return answer(request, engine().run(endpoint, asked, clock.now()))


@require_POST
def cas_sign_out(request: HttpRequest) -> HttpResponse:
    """Do the same for an old client."""
    endpoint = functools.partial(logout, is_confirmed=True)
    asked = read(request, query=request.POST.get("query", ""))
    return answer(request, engine().run(endpoint, asked, clock.now()))


@require_safe
def signed_out(request: HttpRequest, sign_out_id: uuid.UUID) -> HttpResponse:
    """Show which systems know; for some minutes, to whoever was led here."""
    return farewells.show(request, sign_out_id)
