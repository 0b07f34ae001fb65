"""
Plays WeChat and QQ on loopback: one WSGI application that speaks both their interfaces.

Its page shows synthetic people to be; each is a magic input (docs/reference/fakes.md): `refuse`
says no, `late` answers too late, `garbage` answers nonsense, `broken` with status 500, and
`foreign` (QQ) hands out a token of another site.
"""

import contextlib
import html
import json
import secrets
import threading
import time
import urllib.parse
from collections.abc import Iterable, Iterator
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from shiming.vendors.registers.simulator import server

PEOPLE = {
    "panda": "熊猫（模拟用户）",
    "crane": "白鹤（模拟用户）",
    "refuse": "拒绝授权",
    "late": "回答太迟",
    "garbage": "回答无意义的内容",
    "broken": "服务器出错",
    "foreign": "别的网站的令牌",
}
PATHS = ("/connect/", "/sns/", "/oauth2.0/")
_LIFETIME_SECONDS = 600


class SocialSimulator:
    """Hands out codes good once, and says whose they were; knows nobody who exists."""

    def __init__(self, *, late_seconds: float = 60.0) -> None:
        self.is_stopping = threading.Event()
        self._late_seconds = late_seconds
        self._codes: dict[str, tuple[str, str, str, float]] = {}
        self._tokens: dict[str, tuple[str, str]] = {}
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        query = dict(urllib.parse.parse_qsl(environ.get("QUERY_STRING", "")))
        path = environ.get("PATH_INFO", "")
        if path in {"/connect/qrconnect", "/oauth2.0/authorize"}:
            status, kind, body = "200 OK", "text/html; charset=utf-8", self._people(path, query)
        elif path == "/sns/oauth2/access_token":
            status, kind, body = self._answer(query, client=query.get("appid", ""), is_wechat=True)
        elif path == "/oauth2.0/token":
            client = query.get("client_id", "")
            status, kind, body = self._answer(query, client=client, is_wechat=False)
        elif path == "/oauth2.0/me":
            status, kind, body = self._me(query)
        else:
            status, kind, body = "404 Not Found", "text/plain", b""
        headers = [("Content-Type", kind), ("Content-Length", str(len(body)))]
        start_response(status, headers)
        return [body]

    def beside(self, application: WSGIApplication) -> WSGIApplication:
        """Return an application that answers for both, each at its own paths."""

        def both(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            is_ours = str(environ.get("PATH_INFO", "")).startswith(PATHS)
            return (self if is_ours else application)(environ, start_response)

        return both

    def _people(self, path: str, query: dict[str, str]) -> bytes:
        back, state = query.get("redirect_uri", ""), query.get("state", "")
        client = query.get("appid") or query.get("client_id") or ""
        links = []
        for who, name in PEOPLE.items():
            answer = {"state": state}
            if who != "refuse":
                answer["code"] = self._new_code(who, client=client, back=back)
            href = html.escape(f"{back}?{urllib.parse.urlencode(answer)}")
            links.append(f'<li><a href="{href}">{html.escape(name)}</a></li>')
        network = "微信" if path.startswith("/connect/") else "QQ"
        return (
            f'<!DOCTYPE html><html lang="zh"><meta charset="utf-8"><title>{network}（模拟）</title>'
            f"<h1>{network}（模拟）：点击头像</h1><ul>{''.join(links)}</ul>"
        ).encode()

    def _new_code(self, who: str, *, client: str, back: str) -> str:
        code = secrets.token_urlsafe(16)
        with self._lock:
            self._codes[code] = (who, client, back, time.monotonic() + _LIFETIME_SECONDS)
        return code

    def _answer(
        self, query: dict[str, str], *, client: str, is_wechat: bool
    ) -> tuple[str, str, bytes]:
        with self._lock:
            who, issued_to, back, until = self._codes.pop(query.get("code", ""), ("", "", "", 0.0))
        secret = query.get("secret") or query.get("client_secret")
        is_same_page = is_wechat or query.get("redirect_uri") == back
        if until < time.monotonic() or issued_to != client or not secret or not is_same_page:
            return _json({"errcode": 40029, "errmsg": "invalid code"})
        if who == "late":
            self.is_stopping.wait(self._late_seconds)
        if who == "garbage":
            return "200 OK", "application/json", b"\xff\x00{"
        if who == "broken":
            return "500 Internal Server Error", "application/json", b"{}"
        token = secrets.token_urlsafe(16)
        if is_wechat:
            return _json({"access_token": token, "expires_in": 7200, "openid": f"sim-{who}"})
        with self._lock:
            self._tokens[token] = (who, "other-site" if who == "foreign" else client)
        return _json({"access_token": token, "expires_in": "7776000"})

    def _me(self, query: dict[str, str]) -> tuple[str, str, bytes]:
        with self._lock:
            who, client = self._tokens.pop(query.get("access_token", ""), ("", ""))
        if not who:
            return _json({"error": 100016, "error_description": "access token check failed"})
        return _json({"client_id": client, "openid": f"sim-{who}", "unionid": f"sim-union-{who}"})


@contextlib.contextmanager
def running(simulator: SocialSimulator) -> Iterator[str]:
    """Serve `simulator` from a thread on a free port of loopback, and yield its address."""
    with server.serving(simulator) as address:
        try:
            yield address
        finally:
            simulator.is_stopping.set()


def _json(answer: dict[str, object]) -> tuple[str, str, bytes]:
    return "200 OK", "application/json", json.dumps(answer).encode()
