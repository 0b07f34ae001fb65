"""
The gate that nginx asks: who is it? Signs on with `sign_on.py` of examples/business_system.

    ISSUER=… CLIENT_ID=… CLIENT_SECRET=… SITE=… python -m examples.integrate.nginx.gate
"""

import http.cookies
import os
import secrets
import urllib.parse
from collections.abc import Iterable
from typing import TYPE_CHECKING
from wsgiref.simple_server import make_server

from examples.business_system.sign_on import Pending, Provider, Settings, SignedOn, SignOnFailed

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

COOKIE = "gate"


class Gate:
    """Four addresses under /gate/: check, sign-in, callback, sign-out."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        # A store of your own in production, with an end to each entry.
        self._pending: dict[str, Pending] = {}
        self._people: dict[str, SignedOn] = {}

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer nginx, or the browser behind it."""
        key = _cookie(environ)
        match environ["PATH_INFO"]:
            case "/gate/check":
                person = self._people.get(key)
                if person is None:
                    return _say(start_response, "401 Unauthorized")
                return _say(start_response, "204 No Content", ("X-Person", person.subject))
            case "/gate/sign-in":
                key = secrets.token_urlsafe(32)
                address, self._pending[key] = self._provider.begin()
                return _go(start_response, address, key)
            case "/gate/callback":
                return self._finish(environ, start_response, key)
            case "/gate/sign-out":
                person = self._people.pop(key, None)
                address = self._provider.sign_out_address(person) if person else "/"
                return _go(start_response, address, "")
            case _:
                return _say(start_response, "404 Not Found")

    def _finish(
        self, environ: "WSGIEnvironment", start_response: "StartResponse", key: str
    ) -> Iterable[bytes]:
        pending = self._pending.pop(key, None)
        if pending is None:
            return _say(start_response, "403 Forbidden")
        try:
            person = self._provider.finish(environ["QUERY_STRING"], pending)
        except SignOnFailed:
            return _say(start_response, "403 Forbidden")
        # A new key: the old one was known before anybody was signed on.
        key = secrets.token_urlsafe(32)
        self._people[key] = person
        return _go(start_response, "/", key)


def _cookie(environ: "WSGIEnvironment") -> str:
    found = http.cookies.SimpleCookie(environ.get("HTTP_COOKIE", "")).get(COOKIE)
    return found.value if found else ""


def _say(
    start_response: "StartResponse", status: str, *headers: tuple[str, str]
) -> Iterable[bytes]:
    start_response(status, [("Content-Length", "0"), *headers])
    return []


def _go(start_response: "StartResponse", address: str, key: str) -> Iterable[bytes]:
    cookie = f"{COOKIE}={urllib.parse.quote(key)}; HttpOnly; Secure; SameSite=Lax; Path=/"
    return _say(start_response, "303 See Other", ("Location", address), ("Set-Cookie", cookie))


if __name__ == "__main__":
    settings = Settings(
        issuer=os.environ["ISSUER"],
        client_id=os.environ["CLIENT_ID"],
        client_secret=os.environ["CLIENT_SECRET"],
        address=f"{os.environ['SITE']}/gate",
    )
    make_server("127.0.0.1", 9001, Gate(Provider(settings))).serve_forever()
