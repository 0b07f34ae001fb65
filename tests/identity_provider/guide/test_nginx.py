"""The nginx sample of the integrator's guide: auth_request and the gate, in front of a site."""

import pathlib
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING
from wsgiref import simple_server

import pytest
import requests

from examples.business_system.sign_on import Provider, Settings
from examples.integrate.nginx.gate import Gate
from shiming.kernel.levels import Level
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import make_account_of
from tests.factories.identity_provider import SECRET, make_client
from tests.identity_provider import nginx_kit
from tests.identity_provider.conftest import SESSION_COOKIE, SignIn, _Quiet
from tests.identity_provider.nginx_kit import Authority
from tests.identity_provider.wire import Wire

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SAMPLE = pathlib.Path(__file__).parents[3] / "examples/integrate/nginx/site.conf"

pytestmark = pytest.mark.django_db(transaction=True)


def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
    """Say who is there, as the site behind nginx sees it."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ.get("HTTP_X_PERSON", "nobody").encode()]


@pytest.fixture
def site(transactional_db: None, live: str, tmp_path: pathlib.Path) -> Iterator[str]:
    port = nginx_kit.free_port()
    site = f"https://127.0.0.1:{port}"
    client = make_client(redirect_uris=[f"{site}/gate/callback"])
    client.post_logout_redirect_uris = [f"{site}/gate/"]
    client.save()
    settings = Settings(
        issuer=live, client_id=client.client_id, client_secret=SECRET, address=f"{site}/gate"
    )
    authority = Authority(folder=tmp_path, name="authority.example")
    server = authority.issue("127.0.0.1")
    authority.issue(authority.name, is_authority=True).rename(tmp_path / "authority.pem")
    gate = serve(Gate(Provider(settings)))
    behind = serve(application)
    text = SAMPLE.read_text("utf-8")
    for old, new in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("/etc/ssl/app.example.gov.pem", str(server)),
        ("/etc/ssl/app.example.gov.key", str(server)),
        ("127.0.0.1:9001", f"127.0.0.1:{gate.server_port}"),
        ("127.0.0.1:9002", f"127.0.0.1:{behind.server_port}"),
    ):
        assert old in text
        text = text.replace(old, new)
    with nginx_kit.running(text, folder=tmp_path, port=port):
        yield site
    for one in (gate, behind):
        one.shutdown()
        one.server_close()


def serve(application: "WSGIApplication") -> simple_server.WSGIServer:
    server = simple_server.make_server("127.0.0.1", 0, application, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


class TestNginxSample:
    def test_lets_nobody_in_but_who_signed_on(
        self, site: str, wire: Wire, sign_in: SignIn, tmp_path: pathlib.Path
    ) -> None:
        with requests.Session() as browser:
            browser.trust_env = False
            browser.verify = str(tmp_path / "authority.pem")
            forged = {"X-Person": "somebody"}
            stranger = browser.get(f"{site}/", headers=forged, timeout=10, allow_redirects=False)
            sign_in(
                who=make_account_of(PROOFED_CITIZEN, is_attached=True), level=Level.INTERMEDIATE
            )
            browser.cookies.set(SESSION_COOKIE, wire.cookies[SESSION_COOKIE], domain="127.0.0.1")

            person = browser.get(f"{site}/", headers=forged, timeout=10)
            asked = browser.get(f"{site}/gate/check", timeout=10, allow_redirects=False)
            browser.get(f"{site}/gate/sign-out", timeout=10)
            afterwards = browser.get(f"{site}/", timeout=10, allow_redirects=False)

        assert (stranger.status_code, stranger.headers["Location"]) == (303, f"{site}/gate/sign-in")
        assert (person.status_code, len(person.text)) == (200, 43)
        assert asked.status_code == 404
        assert afterwards.status_code == 303
