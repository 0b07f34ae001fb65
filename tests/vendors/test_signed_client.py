"""The client believes nothing that is not signed, and waits for nobody."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from shiming.vendors.signed_client import Patience, SignedClient, WireFault

KEY = "a key for this test alone"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"


@contextlib.contextmanager
def raw_server(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """Serve one connection on loopback with whatever bytes the test wants."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            connection, _peer = listener.accept()
            with connection, contextlib.suppress(OSError):
                connection.recv(65536)
                serve(connection)

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.join(timeout=10)


def client(url: str, most_bytes: int = 1000) -> SignedClient:
    return SignedClient(
        base_url=url,
        key_id="tests",
        key=KEY,
        patience=Patience(connect=0.3, read=0.3, total=0.5),
        most_bytes=most_bytes,
    )


def fault(serve: Callable[[socket.socket], None]) -> str:
    with raw_server(serve) as url, client(url) as caller, pytest.raises(WireFault) as caught:
        caller.post("/x", {})
    return caught.value.reason


def drip(connection: socket.socket) -> None:
    connection.sendall(HEAD)
    for _ in range(50):
        connection.sendall(b" ")
        time.sleep(0.05)


class TestPost:
    def test_gives_up_on_a_server_that_says_nothing(self) -> None:
        assert fault(say_nothing) == "timeout"

    def test_gives_up_on_a_server_that_drips(self) -> None:
        assert fault(drip) == "timeout"

    def test_stops_reading_an_endless_answer(self) -> None:
        assert fault(lambda connection: connection.sendall(HEAD + b"x" * 5000)) == "too_long"

    def test_does_not_believe_an_unsigned_answer(self) -> None:
        answer = b'HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\n{"outcome":"mismatch"}'

        assert fault(lambda connection: connection.sendall(answer)) == "signature"

    def test_follows_no_redirect(self) -> None:
        answer = b"HTTP/1.1 302 F\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"

        assert fault(lambda connection: connection.sendall(answer)) == "signature"

    def test_takes_what_is_no_http_for_a_fault(self) -> None:
        assert fault(lambda connection: connection.sendall(b"220 smtp\r\n")) == "connection"


class TestAClient:
    def test_sends_nothing_over_plain_http_to_another_machine(self) -> None:
        with pytest.raises(ValueError, match="https"):
            client("http://register.example/")

    def test_needs_a_key(self) -> None:
        with pytest.raises(ValueError, match="key"):
            SignedClient(
                base_url="https://register.example/", key_id="x", key="", patience=Patience()
            )


def say_nothing(connection: socket.socket) -> None:
    while connection.recv(65536):
        """Wait until the client hangs up."""
