"""Revocation services over http, against a server that does what bad ones do."""

import http.server
import ipaddress
import threading
from collections.abc import Iterator

import pytest
from typing_extensions import override

from shiming.trust_sources.types import ServiceAnswer
from shiming.vendors.certificates.http_services import HttpRevocationServices

LOOPBACK = [ipaddress.ip_network("127.0.0.0/8")]
LIST = b"a list"


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    seen: list[tuple[str, bytes, str]]


class _Handler(http.server.BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])))

    def _answer(self, body: bytes) -> None:
        self.server.seen.append((self.command, body, self.headers.get("Content-Type", "")))
        content = b"x" * (64 * 1024 + 1) if self.path == "/long" else LIST
        self.send_response({"/gone": 404, "/redirect": 302}.get(self.path, 200))
        self.send_header("Location", "http://127.0.0.1/inside")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    @override
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[_Server]:
    server = _Server(("127.0.0.1", 0), _Handler)
    server.seen = []
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def base(server: _Server) -> str:
    return f"http://127.0.0.1:{server.server_port}"


class TestHttpRevocationServices:
    def test_read_lists_and_send_questions(self, server: _Server, base: str) -> None:
        services = HttpRevocationServices(allowed=LOOPBACK)

        assert services.read_list(f"{base}/root.crl") == ServiceAnswer(content=LIST)
        assert services.ask_responder(f"{base}/", request=b"who") == ServiceAnswer(content=LIST)
        assert server.seen == [("GET", b"", ""), ("POST", b"who", "application/ocsp-request")]

    @pytest.mark.parametrize(
        ("path", "failure"), [("gone", "status_404"), ("redirect", "redirected")]
    )
    def test_say_why_nothing_came(self, base: str, path: str, failure: str) -> None:
        services = HttpRevocationServices(allowed=LOOPBACK)

        assert services.read_list(f"{base}/{path}") == ServiceAnswer(failure=failure)
        answer = services.ask_responder(f"{base}/{path}", request=b"who")
        assert answer == ServiceAnswer(failure=failure)

    def test_take_no_long_answer_of_a_responder(self, base: str) -> None:
        services = HttpRevocationServices(allowed=LOOPBACK)

        answer = services.ask_responder(f"{base}/long", request=b"who")

        assert answer == ServiceAnswer(failure="too_long")

    def test_knock_at_no_machine_of_ours(self, server: _Server, base: str) -> None:
        services = HttpRevocationServices()

        assert services.read_list(base) == ServiceAnswer(failure="address_private")
        answer = services.ask_responder(base, request=b"who")
        assert answer == ServiceAnswer(failure="address_private")
        assert server.seen == []

    def test_may_ask_plain_http_and_nothing_inside(self) -> None:
        services = HttpRevocationServices()

        assert services.may_ask("http://crl.example/root.crl")
        assert services.may_ask("https://crl.example/root.crl")
        for url in ("http://10.0.0.1/", "ftp://crl.example/", "ldap://crl.example/", "crl", ""):
            assert not services.may_ask(url)
