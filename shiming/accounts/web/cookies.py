"""The three cookies of the area, and who knocks."""

import secrets
import urllib.parse

from django.http import HttpRequest, HttpResponse

from shiming.accounts.policies.sessions import session_cookie_name
from shiming.accounts.types import SessionId, StartedSession, Visit
from shiming.web_kit.actors import actor_of

_VISITOR = "shiming_visitor"
_CHECK = "shiming_check"
_ACTIVATION = "shiming_activation"
_HALF_HOUR = 30 * 60
_YEAR = 365 * 24 * 60 * 60
_TOKEN_BYTES = 24
_LONGEST = 200


def name_of(cookie: str, request: HttpRequest) -> str:
    """Return a cookie's name; over TLS its prefix makes browsers bind it to this host."""
    return f"__Host-{cookie}" if request.is_secure() else cookie


def visit_of(request: HttpRequest) -> Visit:
    """Return who knocks; a browser without a visitor's cookie is given one with the answer."""
    given: str = getattr(request, "new_visitor_token", "")
    token = request.COOKIES.get(name_of(_VISITOR, request), "")[:_LONGEST] or given
    if not token:
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        request.new_visitor_token = token  # type: ignore[attr-defined]  # for the middleware
    return Visit(
        token=token,
        address=address_of(request),
        device=device_of(request),
        host=request.get_host(),
    )


def address_of(request: HttpRequest) -> str:
    """Return the network address; where a proxy is in front, `config.proxies` has put it here."""
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


def device_of(request: HttpRequest) -> str:
    """Return what the browser says of itself, cut to a sane length."""
    return request.headers.get("User-Agent", "")[:_LONGEST]


def session_cookie_of(request: HttpRequest) -> str:
    """Return the session cookie's value, or an empty text."""
    return request.COOKIES.get(session_cookie_name(is_secure=request.is_secure()), "")[:_LONGEST]


def present_session(request: HttpRequest) -> SessionId | None:
    """Return the session that a new sign-in of this browser replaces."""
    session_id = actor_of(request).session_id
    return None if session_id is None else SessionId(session_id)


def set_session_cookie(request: HttpRequest, response: HttpResponse, value: str) -> None:
    """Give the browser a session's value; the server's limits end it, or the browser's own end."""
    response.set_cookie(
        session_cookie_name(is_secure=request.is_secure()),
        value,
        secure=request.is_secure(),
        httponly=True,
        # Lax, not Strict: a business system sends people here by a link.
        samesite="Lax",
    )


def remember(request: HttpRequest, response: HttpResponse, started: StartedSession) -> HttpResponse:
    """Return the response with the cookie of a session that has just begun."""
    set_session_cookie(request, response, started.cookie_value)
    return response


def forget_session(request: HttpRequest, response: HttpResponse) -> None:
    """Take the session's cookie away."""
    # The __Host- prefix obliges the deletion, too, to be Secure; Django's delete_cookie knows.
    name = session_cookie_name(is_secure=request.is_secure())
    response.delete_cookie(name, samesite="Lax")


def activation_of(request: HttpRequest) -> str:
    """Return the activation code that this browser is using, or an empty text."""
    return request.COOKIES.get(name_of(_ACTIVATION, request), "")[:_LONGEST]


def set_activation_cookie(request: HttpRequest, response: HttpResponse, code: str) -> None:
    """Carry an activation code to the next page: in an address it would be logged."""
    response.set_cookie(
        name_of(_ACTIVATION, request),
        code,
        max_age=_HALF_HOUR,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def forget_activation(request: HttpRequest, response: HttpResponse) -> None:
    """Take the activation code away once it is used."""
    response.delete_cookie(name_of(_ACTIVATION, request), samesite="Lax")


def set_visitor_cookie(request: HttpRequest, response: HttpResponse, token: str) -> None:
    """Let the browser be known again: codes are bound to it, and new devices are noticed by it."""
    response.set_cookie(
        name_of(_VISITOR, request),
        token,
        max_age=_YEAR,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def challenge_of(request: HttpRequest) -> str:
    """Return the picture or question that this browser was shown last."""
    return request.COOKIES.get(name_of(_CHECK, request), "")[:_LONGEST]


def set_check_cookie(request: HttpRequest, response: HttpResponse, challenge: str) -> None:
    """Note which picture or question this browser was shown last."""
    response.set_cookie(
        name_of(_CHECK, request),
        challenge,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def login_hint(request: HttpRequest) -> str:
    """Return whom a connected system expects, so that they need not type it; empty if nobody."""
    # The identity provider sets it (login_hint): an address would leave it in logs.
    return urllib.parse.unquote(request.COOKIES.get("shiming_login_hint", ""))[:128]
