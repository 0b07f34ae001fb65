"""The plain Java sample of the integrator's guide, run as it is: by our provider, and by a liar."""

import http.server
import json
import os
import pathlib
import shutil
import subprocess
import threading
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
import requests
import time_machine
from joserfc.jwk import Key
from typing_extensions import override

from shiming.identity_provider.models import RefreshToken
from shiming.kernel.levels import Level
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import make_account_of
from tests.factories.identity_provider import SECRET, make_client
from tests.factories.signed_tokens import make_key, public, sign
from tests.identity_provider import nginx_kit
from tests.identity_provider.conftest import SESSION_COOKIE, SignIn
from tests.identity_provider.wire import Wire

SAMPLE = pathlib.Path(__file__).parents[3] / "examples/integrate/java/plain/BusinessSystem.java"
REFUSED = {"error": "sign on again"}


@contextmanager
def running(issuer: str, client_id: str, port: int) -> Iterator[str]:
    """Serve the sample for a while, and yield its address."""
    java = shutil.which("java")
    if java is None or shutil.which("javac") is None:
        pytest.skip("NOT RUN: no JDK on the path (Debian: default-jdk-headless)")
    site = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [java, "-XX:TieredStopAtLevel=1", "-Xshare:auto", SAMPLE],
        env={
            "PATH": os.environ["PATH"],
            "ISSUER": issuer,
            "CLIENT_ID": client_id,
            "CLIENT_SECRET": SECRET,
            "SITE": site,
            "PORT": str(port),
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "ready\n"
        yield site
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()


@pytest.mark.django_db(transaction=True)
class TestJavaSample:
    def test_signs_on_refreshes_and_signs_out(
        self, live: str, wire: Wire, sign_in: SignIn, provider_settings: object
    ) -> None:
        port = nginx_kit.free_port()
        client = make_client(redirect_uris=[f"http://127.0.0.1:{port}/callback"])
        client.post_logout_redirect_uris = [f"http://127.0.0.1:{port}/"]
        client.save()
        sign_in(who=make_account_of(PROOFED_CITIZEN, is_attached=True), level=Level.INTERMEDIATE)
        with running(live, client.client_id, port) as site, requests.Session() as browser:
            browser.trust_env = False
            browser.cookies.set(SESSION_COOKIE, wire.cookies[SESSION_COOKIE], domain="127.0.0.1")

            stranger = browser.get(f"{site}/", timeout=10).json()
            before = browser.cookies["site"]
            person = browser.get(f"{site}/sign-in", timeout=10).json()
            after = browser.cookies["site"]
            browser.get(f"{site}/refresh", timeout=10)
            used = RefreshToken.objects.filter(rotated_at__isnull=False).count()
            afterwards = browser.get(f"{site}/sign-out", timeout=10).json()
            unasked = requests.get(f"{site}/callback?code=x&state=y", timeout=10)

        assert (stranger, afterwards) == (None, None)
        assert person["name"] == PROOFED_CITIZEN.name
        assert before != after
        assert used == 1
        assert (unasked.status_code, unasked.json()) == (403, REFUSED)


class _Liar(http.server.BaseHTTPRequestHandler):
    """A provider that answers with whatever ID token the test made up."""

    issuer = ""
    key: Key
    next_token: Callable[[str], str]

    def do_GET(self) -> None:
        path = urllib.parse.urlsplit(self.path).path
        self._say(
            {
                "/.well-known/openid-configuration": {
                    "issuer": self.issuer,
                    "authorization_endpoint": f"{self.issuer}/authorize",
                    "token_endpoint": f"{self.issuer}/token",
                    "userinfo_endpoint": f"{self.issuer}/userinfo",
                    "jwks_uri": f"{self.issuer}/jwks",
                    "end_session_endpoint": f"{self.issuer}/end",
                },
                "/jwks": {"keys": [public(self.key)]},
                "/userinfo": {"sub": "somebody", "name": "示例"},
            }[path]
        )

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        code = dict(urllib.parse.parse_qsl(body))["code"]
        # The nonce goes along in the code: nothing else carries it here.
        token = type(self).next_token(code)
        self._say({"access_token": "a", "token_type": "Bearer", "id_token": token})

    @override
    def log_message(self, format: str, *args: object) -> None:
        pass

    def _say(self, content: object) -> None:
        text = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


KEY, OTHER = make_key(), make_key()
CLAIMS: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("in order", {}),
    ("of another issuer", {"iss": "https://evil.example"}),
    ("for another client", {"aud": "another"}),
    ("for several", {"aud": ["business-system", "another"]}),
    ("over", {"exp": 0}),
    ("of tomorrow", {"iat": 4_000_000_000}),
    ("of another request", {"nonce": "another"}),
    ("without a nonce", {"nonce": None}),
    ("of too low a level", {"acr": "urn:shiming:loa:primary"}),
    ("without a level", {"acr": None}),
    ("of somebody else than userinfo", {"sub": "another"}),
)
HEADERS: tuple[tuple[str, Key, Mapping[str, Any]], ...] = (
    ("unsigned", KEY, {"alg": "none"}),
    ("of an unknown key", OTHER, {"kid": OTHER.kid}),
    ("of another key under a known name", OTHER, {"kid": KEY.kid}),
    ("without a key", KEY, {"kid": None}),
)


class TestIdTokens:
    def test_are_believed_in_order_and_refused_otherwise(self) -> None:
        """One run of the sample for all: each start of Java costs a second."""
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Liar)
        _Liar.issuer, _Liar.key = f"http://127.0.0.1:{server.server_port}", KEY
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def come_back(site: str, *, key: Key, header: Mapping[str, Any], **claims: Any) -> int:
            def token(nonce: str) -> str:
                # Java's clock goes on while that of the tests stands still.
                now = int(time_machine.escape_hatch.time.time())
                content = {
                    "iss": _Liar.issuer,
                    "aud": "business-system",
                    "sub": "somebody",
                    "iat": now,
                    "exp": now + 600,
                    "nonce": nonce,
                    "acr": "urn:shiming:loa:intermediate",
                    **claims,
                }
                return sign(key, {"alg": "ES256", "kid": KEY.kid, **header}, content)

            _Liar.next_token = token
            with requests.Session() as browser:
                browser.trust_env = False
                away = browser.get(f"{site}/sign-in", allow_redirects=False, timeout=10)
                query = urllib.parse.urlsplit(away.headers["Location"]).query
                asked = dict(urllib.parse.parse_qsl(query))
                back = {"code": asked["nonce"], "state": asked["state"], "iss": _Liar.issuer}
                return browser.get(
                    f"{site}/callback", params=back, allow_redirects=False, timeout=10
                ).status_code

        try:
            with running(_Liar.issuer, "business-system", nginx_kit.free_port()) as site:
                came = {
                    name: come_back(site, key=KEY, header={}, **changes) for name, changes in CLAIMS
                } | {name: come_back(site, key=key, header=header) for name, key, header in HEADERS}
        finally:
            server.shutdown()
            server.server_close()

        assert came.pop("in order") == 303
        assert {name for name, status in came.items() if status != 403} == set()
