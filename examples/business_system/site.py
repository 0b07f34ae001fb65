"""A small web application with a session in a cookie; yours will have its framework's."""

import html
import http
import pathlib
import secrets
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from authlib.integrations.base_client import OAuthError
from authlib.oauth2.rfc6749.errors import OAuth2Error
from joserfc.errors import JoseError
from requests import RequestException

from examples.business_system import pages
from examples.business_system.sign_on import Pending, Provider, SignedOn, SignOnFailed

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

COOKIE = "business_system_session"
STYLE = (pathlib.Path(__file__).parent / "style.css").read_bytes()
MOST_SESSIONS = 10_000

Reply = tuple[int, list[tuple[str, str]], bytes]


class Site:
    """The WSGI application; sessions live in memory and end with the process."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._sessions: dict[str, Pending | SignedOn] = {}
        issuer = html.escape(provider.settings.issuer)
        policy = "; ".join(
            (
                "default-src 'none'",
                "style-src 'self'",
                # The form of the sign-out leads on to the platform and back.
                f"form-action 'self' {issuer}",
                "base-uri 'none'",
                "frame-ancestors 'none'",
            )
        )
        self._headers = [
            ("Content-Security-Policy", policy),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Cache-Control", "no-store"),
        ]

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        status, headers, body = self._answer(environ)
        start_response(
            f"{status} {http.HTTPStatus(status).phrase}",
            [*self._headers, *headers, ("Content-Length", str(len(body)))],
        )
        return [body]

    def _answer(self, environ: "WSGIEnvironment") -> Reply:
        key = _cookie_of(environ)
        match environ["REQUEST_METHOD"], environ["PATH_INFO"]:
            case "GET", "/":
                session = self._sessions.get(key)
                return _page(
                    pages.desk(session) if isinstance(session, SignedOn) else self._welcome()
                )
            case "GET", "/sign-in":
                return self._guarded(self._sign_in, environ)
            case "GET", "/callback":
                return self._guarded(self._come_back, environ)
            case "POST", "/sign-out":
                return self._sign_out(environ)
            case "GET", "/style.css":
                return 200, [("Content-Type", "text/css; charset=utf-8")], STYLE
            case _:
                return _page(self._welcome("没有这个页面。"), status=404)

    def _guarded(
        self, answer: "Callable[[WSGIEnvironment], Reply]", environ: "WSGIEnvironment"
    ) -> Reply:
        """Turn whatever can go wrong on the way to the platform into a page with a way on."""
        try:
            return answer(environ)
        except SignOnFailed as refusal:
            return _page(self._welcome(str(refusal)), status=403)
        except (OAuthError, OAuth2Error, JoseError):
            return _page(self._welcome("实名平台的应答无效，请重新登录。"), status=502)
        except RequestException:
            return _page(self._welcome("暂时无法连接实名平台，请稍后再试。"), status=503)

    def _sign_in(self, environ: "WSGIEnvironment") -> Reply:
        address, pending = self._provider.begin()
        return _redirect(address, self._remember(_cookie_of(environ), pending))

    def _come_back(self, environ: "WSGIEnvironment") -> Reply:
        # Taken out: an answer is looked at once.
        pending = self._sessions.pop(_cookie_of(environ), None)
        if not isinstance(pending, Pending):
            raise SignOnFailed("登录请求已失效，请重新登录。")
        signed_on = self._provider.finish(environ.get("QUERY_STRING", ""), pending)
        # A new key: nobody who knew the old one is signed on with it.
        return _redirect("/", self._remember("", signed_on))

    def _sign_out(self, environ: "WSGIEnvironment") -> Reply:
        # The cookie is SameSite=Lax, so that no other site's form brings it here.
        session = self._sessions.pop(_cookie_of(environ), None)
        if not isinstance(session, SignedOn):
            return _redirect("/")
        return _redirect(self._provider.sign_out_address(session))

    def _remember(self, old_key: str, session: Pending | SignedOn) -> str:
        self._sessions.pop(old_key, None)
        while len(self._sessions) >= MOST_SESSIONS:
            self._sessions.pop(next(iter(self._sessions)))
        key = secrets.token_urlsafe(32)
        self._sessions[key] = session
        secure = "; Secure" if self._provider.settings.address.startswith("https://") else ""
        return f"{COOKIE}={key}; Path=/; HttpOnly; SameSite=Lax{secure}"

    def _welcome(self, problem: str = "") -> str:
        return pages.welcome(level=self._provider.settings.level, problem=problem)


def _page(text: str, *, status: int = 200) -> Reply:
    return status, [("Content-Type", "text/html; charset=utf-8")], text.encode()


def _redirect(address: str, cookie: str = "") -> Reply:
    headers = [("Location", address)]
    if cookie:
        headers.append(("Set-Cookie", cookie))
    return 303, headers, b""


def _cookie_of(environ: "WSGIEnvironment") -> str:
    for part in environ.get("HTTP_COOKIE", "").split(";"):
        name, _, value = part.strip().partition("=")
        if name == COOKIE:
            return str(value)
    return ""
