"""
Debian's nginx ends TLS, asks clients for certificates and hands them over (RFC 8705).

As docs/how-to/run-in-production.md, section 6, says: `ssl_verify_client optional`, authorities in
`ssl_client_certificate`, and the header set anew with each request.
"""

import dataclasses
import pathlib
import re
import shutil
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from typing import Any
from wsgiref import simple_server

import pytest
import requests
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections

from config.env import Env
from config.proxies import behind_proxies
from shiming.identity_provider.dispatch import Dispatcher
from shiming.identity_provider.drivers.django_driver import DjangoDriver
from shiming.identity_provider.engine import Engine
from shiming.identity_provider.ports import ProviderSettings
from shiming.identity_provider.types import AuthMethod, GrantType
from tests.factories.identity_provider import (
    authorization_parameters,
    make_client,
    token_parameters,
)
from tests.identity_provider import nginx_kit
from tests.identity_provider.conftest import SESSION_COOKIE, SignIn, _Quiet, _Server
from tests.identity_provider.nginx_kit import Authority
from tests.identity_provider.wire import Wire

HEADER = "X-Client-Certificate"
SUBJECT = "CN=rosters.example"
GUIDE = pathlib.Path(__file__).parents[3] / "docs/how-to/run-in-production.md"
BURST = 20
SERVER = """
{zone}
server {{
  listen 127.0.0.1:{port} ssl;
  ssl_certificate {folder}/server.pem;
  ssl_certificate_key {folder}/server.pem;
  ssl_client_certificate {folder}/authority.pem;
  ssl_verify_client optional;
  proxy_set_header Host $http_host;
  proxy_set_header X-Forwarded-For $remote_addr;
  proxy_set_header X-Client-Certificate $ssl_client_escaped_cert;
  {limited}
  location / {{ proxy_pass http://127.0.0.1:{behind}; }}
}}
"""


def limits(behind: int) -> dict[str, str]:
    """Return what the guide says against floods, with numbers that a test can reach."""
    zone, status, limited = (
        re.sub(r"rate=\d+r/s", "rate=1r/s", re.sub(r"burst=\d+", f"burst={BURST}", line.strip()))
        for line in GUIDE.read_text("utf-8").splitlines()
        if "limit_req" in line and line.endswith((";", "}"))
    )
    return {
        "zone": f"{zone} {status}",
        "limited": limited.replace("127.0.0.1:8000", f"127.0.0.1:{behind}"),
    }


@pytest.fixture
def time() -> None:
    """Leave the clock alone: nginx looks at its own."""


@pytest.fixture
def authority(tmp_path: pathlib.Path) -> Authority:
    return Authority(folder=tmp_path, name="authority.example")


@pytest.fixture
def issuer(
    transactional_db: None,
    engine: Engine,
    provider_settings: ProviderSettings,
    authority: Authority,
    tmp_path: pathlib.Path,
) -> Iterator[str]:
    """Serve a provider behind nginx, as people and clients reach it."""
    port = nginx_kit.free_port()
    issuer = f"https://127.0.0.1:{port}"
    settings = dataclasses.replace(provider_settings, issuer=issuer, takes_certificates=True)
    env = Env.model_construct(
        base_url=issuer, trusted_proxies=("127.0.0.1",), certificate_header=HEADER
    )
    application = behind_proxies(
        Dispatcher(engine=Engine(settings=settings, driver=DjangoDriver()), django=WSGIHandler()),
        env=env,
    )

    def answer(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        try:
            return list(application(environ, start_response))
        finally:
            connections.close_all()

    server = simple_server.make_server("127.0.0.1", 0, answer, _Server, _Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    shutil.copy(authority.issue("127.0.0.1"), tmp_path / "server.pem")
    shutil.copy(authority.issue(authority.name, is_authority=True), tmp_path / "authority.pem")
    try:
        with nginx_kit.running(
            SERVER.format(
                folder=tmp_path, port=port, behind=server.server_port, **limits(server.server_port)
            ),
            folder=tmp_path,
            port=port,
        ):
            yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


Ask = Callable[..., requests.Response]


@pytest.fixture
def ask(issuer: str, tmp_path: pathlib.Path) -> Ask:
    """Return a function that asks over TLS, showing a certificate or none."""

    def ask(
        method: str, path: str, *, shown: pathlib.Path | None = None, **more: Any
    ) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False
            return session.request(
                method,
                f"{issuer}{path}",
                cert=None if shown is None else str(shown),
                verify=str(tmp_path / "authority.pem"),
                allow_redirects=False,
                timeout=10,
                **more,
            )

    return ask


@pytest.mark.django_db(transaction=True)
class TestMutualTls:
    def test_authenticates_a_client_and_binds_its_tokens(
        self, *, ask: Ask, authority: Authority, wire: Wire, sign_in: SignIn
    ) -> None:
        client = make_client(
            auth_method=AuthMethod.TLS, certificate=SUBJECT, grant_types=list(GrantType)
        )
        sign_in()
        shown = authority.issue("rosters.example")
        cookie = {SESSION_COOKIE: wire.cookies[SESSION_COOKIE]}

        sent = ask(
            "GET",
            "/oauth2/authorize",
            params=authorization_parameters(client),
            cookies=cookie,
        )
        code = sent.headers["Location"].partition("code=")[2].partition("&")[0]
        redemption = token_parameters(code, client_id=client.client_id)
        nobody = ask("POST", "/oauth2/token", data=redemption)
        tokens = ask("POST", "/oauth2/token", data=redemption, shown=shown).json()
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        told = [
            ask("GET", "/oauth2/userinfo", headers=bearer, shown=one).status_code
            for one in (shown, None, authority.issue("another.example"))
        ]

        assert nobody.status_code == 401
        assert told == [200, 401, 401]

    def test_refuses_another_certificate_an_unknown_authority_and_a_forged_header(
        self, *, ask: Ask, authority: Authority, tmp_path: pathlib.Path
    ) -> None:
        client = make_client(
            auth_method=AuthMethod.TLS,
            certificate=SUBJECT,
            grant_types=[GrantType.CLIENT_CREDENTIALS],
        )
        form = {"grant_type": "client_credentials", "client_id": client.client_id}
        own = authority.issue("rosters.example")
        stranger = Authority(folder=tmp_path, name="authority.example").issue("rosters.example")
        pem = own.read_text("ascii").partition("-----BEGIN PRIVATE")[0]
        forged = {HEADER: urllib.parse.quote(pem)}

        assert ask("POST", "/oauth2/token", data=form, shown=own).status_code == 200
        for shown, headers, status in (
            (authority.issue("another.example"), {}, 401),
            # nginx itself sends those away whose certificate nobody of the list signed.
            (stranger, {}, 400),
            (None, forged, 401),
            (authority.issue("another.example"), forged, 401),
        ):
            reply = ask("POST", "/oauth2/token", data=form, shown=shown, headers=headers)
            assert reply.status_code == status

    def test_holds_off_a_flood_of_the_protocol_and_of_nothing_else(self, *, ask: Ask) -> None:
        asked = [ask("GET", "/oauth2/jwks").status_code for _ in range(BURST + 10)]

        assert set(asked[:BURST]) == {200}
        assert asked[-1] == 429
        assert ask("GET", "/.well-known/openid-configuration").status_code == 200
