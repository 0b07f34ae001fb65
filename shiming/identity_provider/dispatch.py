"""
The endpoints for machines, answered in front of Django, in the same process, on the same tables.

What Django's middleware would have done for these addresses is done here: host check, size limits,
security headers, request log, metrics, errors. `tests/identity_provider/test_dispatch.py` says so.
"""

import functools
import http
import re
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import structlog
from django.db import InterfaceError, OperationalError

from shiming.identity_provider import request_log
from shiming.identity_provider.engine import Engine
from shiming.identity_provider.errors import NoSigningKey
from shiming.identity_provider.protocol.endpoints.authorization.endpoint import (
    BROWSER_COOKIE,
    continue_interaction,
)
from shiming.identity_provider.protocol.errors import InvalidRequest, OAuthError
from shiming.identity_provider.protocol.messages import (
    Outcome,
    Request,
    Response,
    error_response,
)
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.protocol.signatures import NoSuchSigner
from shiming.identity_provider.routes import (
    CONTINUE,
    Published,
    Route,
    find_route,
    interaction_id,
)
from shiming.kernel import clock
from shiming.web_kit.client_certificates import ENVIRON_KEY

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger("shiming.identity_provider")

OUTCOME = "shiming.identity_provider.outcome"
"""Where the view behind an address finds what the engine has already decided."""

LONGEST_BODY = 64 * 2**10
LONGEST_QUERY = 16 * 2**10
LONGEST_HEADER = 16 * 2**10
FORM = "application/x-www-form-urlencoded"

_PORT = re.compile(r"(?:[0-9]{1,5})?")
_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
)
_STATUS_LINES = {status.value: f"{status.value} {status.phrase}" for status in http.HTTPStatus}
_HSTS = ("Strict-Transport-Security", "max-age=31536000")


class _Unanswerable(OAuthError):
    """The server cannot answer now (RFC 6749, section 4.1.2.1)."""

    code = "temporarily_unavailable"
    status = 503


class _Surprise(OAuthError):
    """Something broke (RFC 6749, section 4.1.2.1)."""

    code = "server_error"
    status = 500


class _Refused(Exception):
    """HTTP itself says no, before the protocol is asked."""

    def __init__(self, status: int, *headers: tuple[str, str]) -> None:
        super().__init__(status)
        self.response = Response(status, headers)


class Dispatcher:
    """A WSGI application: machines are answered at once, everything else goes on to Django."""

    def __init__(self, *, engine: Engine, django: "WSGIApplication") -> None:
        self._engine = engine
        self._django = django
        self._documents: dict[str, tuple[Provider, Response]] = {}
        hsts = (_HSTS,) if engine.settings.issuer.startswith("https://") else ()
        self._headers = (*_HEADERS, *hsts)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer, or let Django answer."""
        path = environ["PATH_INFO"]
        route = find_route(path)
        if route is None:
            return self._django(environ, start_response)

        began = time.perf_counter()
        outcome = self._outcome(route, environ)
        if not isinstance(outcome, Response):
            # A page for a person: the view behind the same address shows it.
            environ[OUTCOME] = outcome
            return self._django(environ, start_response)
        body = b"" if environ["REQUEST_METHOD"] == "HEAD" else outcome.body
        start_response(
            _STATUS_LINES[outcome.status],
            [*outcome.headers, *self._headers, ("Content-Length", str(len(outcome.body)))],
        )
        self._note(route, environ, outcome, time.perf_counter() - began)
        return [body]

    def _outcome(self, route: Route, environ: "WSGIEnvironment") -> Outcome:
        try:
            return self._answer(route, self._read(route, environ), environ["PATH_INFO"])
        except _Refused as refused:
            return refused.response
        except OAuthError as error:
            return error_response(error)
        except (NoSigningKey, NoSuchSigner, OperationalError, InterfaceError):
            log.exception("identity_provider.unavailable", endpoint=route.name)
            return error_response(_Unanswerable("try again later"))
        except Exception:
            # The outermost edge: machines get JSON, operators get the trace.
            log.exception("identity_provider.surprise", endpoint=route.name)
            return error_response(_Surprise("the error has been recorded"))

    def _read(self, route: Route, environ: "WSGIEnvironment") -> Request:
        """
        Reduce the request to what the protocol looks at.

        :raises _Refused: if the host is not ours, the method not offered, or it is too large
        :raises InvalidRequest: if a body is not form-encoded
        """
        settings = self._engine.settings
        host = environ.get("HTTP_HOST", "").lower()
        name, colon, port = (host, "", "") if host.endswith("]") else host.rpartition(":")
        if not colon:
            name, port = host, ""
        if name not in settings.hosts or not _PORT.fullmatch(port):
            raise _Refused(400)
        method = environ["REQUEST_METHOD"]
        if method not in route.methods:
            raise _Refused(405, ("Allow", ", ".join(sorted(route.methods))))
        query = environ.get("QUERY_STRING", "")
        if len(query) > LONGEST_QUERY:
            raise _Refused(414)
        body = _read_form(environ) if method == "POST" else ""
        authorization, dpop = environ.get("HTTP_AUTHORIZATION", ""), environ.get("HTTP_DPOP", "")
        cookies, device = environ.get("HTTP_COOKIE", ""), environ.get("HTTP_USER_AGENT", "")
        if max(map(len, (authorization, dpop, cookies, device))) > LONGEST_HEADER:
            raise _Refused(431)
        return Request(
            method="GET" if method == "HEAD" else method,
            path=environ["PATH_INFO"],
            query=query,
            body=body,
            authorization=authorization,
            dpop=dpop,
            certificate=environ.get(ENVIRON_KEY, "") if settings.takes_certificates else "",
            session_cookie=_cookie(cookies, settings.session_cookie),
            browser_secret=_cookie(cookies, BROWSER_COOKIE),
            address=environ.get("REMOTE_ADDR", ""),
            device=device,
        )

    def _note(
        self, route: Route, environ: "WSGIEnvironment", response: Response, seconds: float
    ) -> None:
        """Count the answer, and log it without query, body or anything that says who asked."""
        request_log.count(endpoint=route.name, status=response.status, seconds=seconds)
        # The public documents are fetched all day long: they are counted, not logged.
        if route.is_logged or response.status >= http.HTTPStatus.BAD_REQUEST:
            method = environ["REQUEST_METHOD"]
            request_log.write(
                endpoint=route.name,
                method=method if method in route.methods else "other",
                status=response.status,
                error=response.error,
                seconds=seconds,
            )

    def _answer(self, route: Route, request: Request, path: str) -> Outcome:
        if isinstance(route.answer, Published):
            return self._document(route.name, route.answer.make)
        now = clock.now()
        if route is CONTINUE and (waiting := interaction_id(path)):
            # Before Django's middleware, which may give the session another cookie value here.
            goes_on = functools.partial(continue_interaction, interaction_id=waiting)
            return self._engine.run(goes_on, request, now)
        return self._engine.run(route.answer, request, now)

    def _document(self, name: str, make: Callable[[Provider], Response]) -> Response:
        """Return a public document, made once for each state of the provider."""
        provider = self._engine.provider(clock.now())
        kept = self._documents.get(name)
        if kept is None or kept[0] is not provider:
            kept = (provider, make(provider))
            self._documents[name] = kept
        return kept[1]


def _read_form(environ: "WSGIEnvironment") -> str:
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError as error:
        raise _Refused(400) from error
    if length < 0:
        # To `read` a negative length means: everything.
        raise _Refused(400)
    if length > LONGEST_BODY:
        raise _Refused(413)
    if not length:
        return ""
    if environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower() != FORM:
        raise InvalidRequest(f"the body must be {FORM}")
    try:
        text: str = environ["wsgi.input"].read(length).decode("ascii")
    except UnicodeDecodeError as error:
        raise InvalidRequest("the body is not form-encoded") from error
    return text


def _cookie(header: str, name: str) -> str:
    """Return the value of one cookie; where it comes twice the first, as the server set it."""
    for part in header.split(";"):
        key, _, value = part.strip().partition("=")
        if key == name:
            return value
    return ""
