"""Whoever makes the load: a client and a browser in one."""

import base64
import dataclasses
import hashlib
import http.client
import json
import secrets
import subprocess
import urllib.parse
from collections.abc import Mapping

CONNECTIONS = 8
REDIRECT = "https://client.example/callback"
_VERIFIER = secrets.token_urlsafe(48)
_CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(_VERIFIER.encode()).digest()).rstrip(b"=").decode()
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Places:
    """Where a server has its endpoints."""

    authorize: str
    token: str
    introspect: str
    scope: str = "openid offline_access"
    machine_scope: str = ""
    """What a client asks for itself, where it must ask for something."""
    and_also: str = ""
    """What a browser that is signed in must add to the request for a code."""


class Machine:
    """A client and a browser in one, on one connection that stays open."""

    def __init__(self, *, port: int, places: Places, client: tuple[str, str]) -> None:
        self._connection = http.client.HTTPConnection("localhost", port)
        self._places = places
        pair = ":".join(urllib.parse.quote_plus(part) for part in client)
        self._authorization = f"Basic {base64.b64encode(pair.encode()).decode()}"
        self._query = urllib.parse.urlencode(
            {
                "client_id": client[0],
                "redirect_uri": REDIRECT,
                "response_type": "code",
                "scope": places.scope,
                "state": "state",
                "nonce": "nonce",
                "code_challenge": _CHALLENGE,
                "code_challenge_method": "S256",
            }
        )
        self._query += places.and_also
        self.cookies: dict[str, str] = {}
        self._tokens: dict[str, str] = {}
        self._refresh_tokens: list[str] = []

    def hang_up(self) -> None:
        """Close the connection, which a server does by itself after a while; it opens anew."""
        self._connection.close()

    def sign_in(self) -> None:
        """Walk through the pages that oidc-provider brings along for development."""
        self.cookies.clear()
        self.hang_up()
        place = f"{self._places.authorize}?{self._query}&prompt=consent"
        for _ in range(8):
            status, location, page = self._ask("GET", place)
            if location.startswith(REDIRECT):
                return
            if status == http.HTTPStatus.OK:
                prompt = "login" if b'value="login"' in page else "consent"
                form = {"prompt": prompt, "login": "somebody", "password": "x"}
                _, location, _ = self._ask("POST", place, urllib.parse.urlencode(form))
            parts = urllib.parse.urlsplit(location)
            place = parts.path + (f"?{parts.query}" if parts.query else "")
        raise SystemExit("the peer did not sign us in")

    def client_credentials(self) -> None:
        """Fetch a token of the client's own."""
        scope = {"scope": self._places.machine_scope} if self._places.machine_scope else {}
        self._post(self._places.token, {"grant_type": "client_credentials", **scope})

    def introspect(self) -> None:
        """Ask what the access token is worth."""
        told = self._post(self._places.introspect, {"token": self._tokens["access_token"]})
        if not told["active"]:
            raise SystemExit("a live token is not active")

    def code_flow(self) -> None:
        """Fetch a code with a live session, and turn it into tokens."""
        status, location, body = self._ask("GET", f"{self._places.authorize}?{self._query}")
        if not location.startswith(REDIRECT):
            raise SystemExit(
                f"no code from {self._places.authorize}: {status} {location} {body[:300]!r}"
            )
        code = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(location).query))["code"]
        self._tokens = self._post(
            self._places.token,
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": REDIRECT,
                "code_verifier": _VERIFIER,
            },
        )

    def collect(self, times: int) -> None:
        """Fetch refresh tokens of as many grants: one that is refreshed for ever is nobody's."""
        for _ in range(times):
            self.code_flow()
            self._refresh_tokens.append(self._tokens["refresh_token"])

    def refresh(self) -> None:
        """Replace a refresh token."""
        form = {"grant_type": "refresh_token", "refresh_token": self._refresh_tokens.pop()}
        self._post(self._places.token, form)

    def _post(self, place: str, form: Mapping[str, str]) -> dict[str, str]:
        status, _, body = self._ask("POST", place, urllib.parse.urlencode(form))
        if status != http.HTTPStatus.OK:
            raise SystemExit(f"{place} answered {status}: {body[:200]!r}")
        content: dict[str, str] = json.loads(body)
        return content

    def _ask(self, method: str, place: str, body: str = "") -> tuple[int, str, bytes]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Authorization"] = self._authorization
        self._connection.request(method, place, body or None, headers)
        response = self._connection.getresponse()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response.status, response.headers.get("Location", ""), response.read()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Server:
    """A server under load, and those who make it."""

    name: str
    process: "subprocess.Popen[bytes]"
    machines: list[Machine]
    has_pages: bool
    """Whether its machines sign in over its own pages, anew for each chunk."""
