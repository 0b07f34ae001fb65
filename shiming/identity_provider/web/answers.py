"""Between Django's requests and the engine's: what a form says goes in, a page comes out."""

import datetime as dt
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shiming.identity_provider.engine import engine
from shiming.identity_provider.protocol.endpoints.authorization.endpoint import BROWSER_COOKIE
from shiming.identity_provider.protocol.messages import (
    FormPostPage,
    Outcome,
    Page,
    Request,
    Response,
    SignedOutPage,
)
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.protocol.store import FindSession, SessionRecord, Steps
from shiming.identity_provider.web import farewells
from shiming.identity_provider.web.presenters.pages import ErrorView, present
from shiming.web_kit.actors import continue_to
from shiming.web_kit.middleware import CONTENT_SECURITY_POLICY


def read(request: HttpRequest, *, query: str = "") -> Request:
    """Return what the engine looks at; `query` is what a form of ours carried along."""
    settings = engine().settings
    return Request(
        query=query,
        session_cookie=request.COOKIES.get(settings.session_cookie, ""),
        browser_secret=request.COOKIES.get(BROWSER_COOKIE, ""),
        address=request.META.get("REMOTE_ADDR", ""),
        device=request.headers.get("User-Agent", ""),
    )


def session_of(request: HttpRequest, now: dt.datetime) -> SessionRecord | None:
    """Return the live session as the engine knows it, if there is one."""

    def find(asked: Request, _: Provider, moment: dt.datetime) -> Steps[SessionRecord | None]:
        return (yield from FindSession(cookie=asked.session_cookie, now=moment))

    return engine().run(find, read(request), now)


def answer(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    """Answer a form; the way out of the platform leads over a page (`continue_to` says why)."""
    if not isinstance(outcome, Response):
        return show(request, outcome)
    response = continue_to(request, outcome.location)
    _set_cookies(response, [value for name, value in outcome.headers if name == "Set-Cookie"])
    return response


def show(request: HttpRequest, page: Page) -> HttpResponse:
    """Show a page that the engine decided on."""
    if isinstance(page, SignedOutPage):
        response = farewells.show(request, page.sign_out_id, continue_to=page.continue_to)
        _set_cookies(response, page.cookies)
        return response
    view = present(page)
    response = render(request, view.template, {"page": view}, status=view.status)
    if isinstance(view, ErrorView) and view.retry_after:
        response.headers["Retry-After"] = str(view.retry_after)
    if isinstance(page, FormPostPage):
        # This page is made for one form that leaves, to a registered address, over whatever
        # redirects the client answers with; nothing else is on it.
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace(
            "form-action 'self'", "form-action *"
        )
    return response


def _set_cookies(response: HttpResponse, cookies: Iterable[str]) -> None:
    for cookie in cookies:
        response.cookies.load(cookie)
