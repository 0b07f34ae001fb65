"""Every guard of the way out, against a server that does what a bad one does."""

import http.server
import ipaddress
import socket
import threading
import time
from collections.abc import Iterator, Sequence

import pytest
from typing_extensions import override

from shiming.kernel.outside import FetchFault, FetchReason
from shiming.vendors.outside.guarded_fetcher import GuardedFetcher

LOOPBACK = [ipaddress.ip_network("127.0.0.0/8")]


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    seen: list[tuple[str, str, bytes, str]]


class _Handler(http.server.BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])))

    def _answer(self, body: bytes) -> None:
        self.server.seen.append((self.command, self.path, body, self.headers["Host"]))
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1/inside")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path == "/drip":
            for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 1000:
                try:
                    self.wfile.write(bytes([byte]))
                except OSError:
                    return
                time.sleep(0.05)
        else:
            content = b"x" * 5000 if self.path == "/long" else b'{"a": 1}'
            self.send_response(200)
            self.send_header("Content-Type", "application/json; charset=utf-8")
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


def reason_of(fetcher: GuardedFetcher, url: str) -> FetchReason:
    with pytest.raises(FetchFault) as caught:
        fetcher.fetch(url)
    return caught.value.reason


class TestGuardedFetcher:
    def test_reads_what_is_allowed(self, base: str, server: _Server) -> None:
        found = GuardedFetcher(allowed=LOOPBACK).fetch(f"{base}/keys?x=1")

        assert (found.status, found.content_type, found.body) == (
            200,
            "application/json",
            b'{"a": 1}',
        )
        assert server.seen[0][:2] == ("GET", "/keys?x=1")

    def test_sends_forms(self, base: str, server: _Server) -> None:
        GuardedFetcher(allowed=LOOPBACK).fetch(f"{base}/out", form={"logout_token": "a.b&c"})

        assert server.seen[0][:3] == ("POST", "/out", b"logout_token=a.b%26c")

    def test_calls_no_private_address(self, base: str, server: _Server) -> None:
        assert reason_of(GuardedFetcher(), f"{base}/") is FetchReason.ADDRESS_PRIVATE
        assert server.seen == []

    @pytest.mark.parametrize(
        "answers", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["::ffff:127.0.0.1"], ["fe80::1%eth0"]]
    )
    def test_calls_no_name_that_stands_for_one(self, answers: Sequence[str]) -> None:
        asked: list[str] = []

        def resolve(host: str, _port: int) -> Sequence[str]:
            asked.append(host)
            return [answer.partition("%")[0] for answer in answers]

        fetcher = GuardedFetcher(resolve=resolve)

        assert reason_of(fetcher, "https://rebound.example/") is FetchReason.ADDRESS_PRIVATE
        assert asked == ["rebound.example"]

    @pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1", "0177.0.0.1"])
    def test_is_not_misled_by_other_ways_to_write_an_address(self, host: str) -> None:
        assert reason_of(GuardedFetcher(), f"https://{host}/") in {
            FetchReason.ADDRESS_PRIVATE,
            FetchReason.NAME_UNKNOWN,
        }

    def test_goes_to_the_very_address_that_it_checked(self, server: _Server) -> None:
        """A second look at the name, which could answer otherwise, is never taken."""
        asked: list[str] = []

        def resolve(host: str, _port: int) -> Sequence[str]:
            asked.append(host)
            return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

        fetcher = GuardedFetcher(allowed=LOOPBACK, resolve=resolve)

        fetcher.fetch(f"http://localhost:{server.server_port}/")

        assert asked == ["localhost"]
        assert server.seen[0][3] == f"localhost:{server.server_port}"

    def test_follows_no_redirect(self, base: str, server: _Server) -> None:
        fetcher = GuardedFetcher(allowed=LOOPBACK)

        assert reason_of(fetcher, f"{base}/redirect") is FetchReason.REDIRECTED
        assert len(server.seen) == 1

    def test_stops_at_the_size_that_is_enough(self, base: str) -> None:
        fetcher = GuardedFetcher(allowed=LOOPBACK, most_bytes=100)

        assert reason_of(fetcher, f"{base}/long") is FetchReason.TOO_LONG

    def test_ends_a_drip_of_headers(self, base: str) -> None:
        fetcher = GuardedFetcher(allowed=LOOPBACK, total_seconds=0.2)

        assert reason_of(fetcher, f"{base}/drip") is FetchReason.TIMEOUT

    def test_ends_a_drip_of_the_handshake(self) -> None:
        """Each byte of TLS comes in time, and the last one never does."""

        def drip(listener: socket.socket) -> None:
            peer, _ = listener.accept()
            with peer:
                # The head of a record that promises more than ever comes.
                for byte in b"\x16\x03\x03\x40\x00" + b"x" * 60:
                    try:
                        peer.send(bytes([byte]))
                    except OSError:
                        return
                    time.sleep(0.05)

        with socket.create_server(("127.0.0.1", 0)) as listener:
            thread = threading.Thread(target=drip, args=(listener,), daemon=True)
            thread.start()
            fetcher = GuardedFetcher(allowed=LOOPBACK, total_seconds=0.2)
            began = time.monotonic()

            reason = reason_of(fetcher, f"https://127.0.0.1:{listener.getsockname()[1]}/")
            took = time.monotonic() - began
            thread.join()

        assert reason is FetchReason.TIMEOUT
        assert took < 1

    def test_says_what_a_closed_door_is(self) -> None:
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            port = closed.getsockname()[1]

        fetcher = GuardedFetcher(allowed=LOOPBACK)

        assert reason_of(fetcher, f"http://127.0.0.1:{port}/") is FetchReason.CONNECTION

    def test_knows_a_name_that_nobody_has(self) -> None:
        def resolve(_host: str, _port: int) -> Sequence[str]:
            raise socket.gaierror

        fetcher = GuardedFetcher(resolve=resolve)

        assert reason_of(fetcher, "https://nobody.example/") is FetchReason.NAME_UNKNOWN
