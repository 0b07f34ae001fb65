"""What every SMS gateway must do; runs on the SMS box, and over HTTP on a counterpart."""

import contextlib
import json
import threading
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from typing_extensions import override

from shiming.kernel import signatures
from shiming.messages.ports import SmsGateway
from shiming.messages.types import SendOutcome
from shiming.vendors.circuit_breaker import CircuitBreaker
from shiming.vendors.signed_client import Patience, SignedClient
from shiming.vendors.sms.http_gateway import HttpSmsGateway
from shiming.vendors.sms.sms_box import REFUSED_TAIL, UNAVAILABLE_TAIL, SmsBox
from tests.vendors.sms.conftest import running_line

KEY = "a key for this test alone"
GOOD = "+8619900001234"
REFUSED = f"+861990000{REFUSED_TAIL}"
UNAVAILABLE = f"+861990000{UNAVAILABLE_TAIL}"


class Counterpart(BaseHTTPRequestHandler):
    """A gateway that keeps the contract of `http_gateway`, with the box's magic numbers."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        nonce = self.headers[signatures.NONCE]
        expected = signatures.sign_request(
            key=KEY,
            method="POST",
            path="/sms/v1/messages",
            timestamp=self.headers[signatures.TIMESTAMP],
            nonce=nonce,
            body=body,
        )
        message = json.loads(body)
        status, answer = 202, {"reference": f"gw-{message['message_id']}"}
        if self.path != "/sms/v1/messages" or self.headers[signatures.SIGNATURE] != expected:
            status, answer = 401, {"code": "signature"}
        elif message["mobile"].endswith(REFUSED_TAIL):
            status, answer = 422, {"code": "number_refused"}
        elif message["mobile"].endswith(UNAVAILABLE_TAIL):
            status, answer = 503, {"code": "unavailable"}
        sent = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(sent)))
        signature = signatures.sign_answer(key=KEY, status=status, nonce=nonce, body=sent)
        self.send_header(signatures.SIGNATURE, signature)
        self.end_headers()
        self.wfile.write(sent)

    @override
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextlib.contextmanager
def counterpart() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Counterpart) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/sms"
        server.shutdown()
        thread.join()


@contextlib.contextmanager
def over_http(url: str, key: str = KEY) -> Iterator[HttpSmsGateway]:
    patience = Patience(connect=1, read=1, total=2)
    with SignedClient(base_url=url, key_id="tests", key=key, patience=patience) as client:
        yield HttpSmsGateway(client=client, breaker=CircuitBreaker())


@pytest.fixture(params=["box", "http", "smpp"])
def gateway(request: pytest.FixtureRequest) -> Iterator[SmsGateway]:
    if request.param == "box":
        yield SmsBox()
        return
    if request.param == "smpp":
        with running_line() as line:
            smpp = line.gateway()
            yield smpp
            smpp.close()
        return
    with counterpart() as url, over_http(url) as gateway:
        yield gateway


class TestSend:
    def test_accepts_a_text_and_gives_a_reference(self, gateway: SmsGateway) -> None:
        result = gateway.send(message_id=uuid.uuid4(), mobile=GOOD, text="验证码 482913")

        assert result.outcome is SendOutcome.ACCEPTED
        assert result.reference
        assert len(result.reference) <= 64

    def test_says_which_number_it_will_never_serve(self, gateway: SmsGateway) -> None:
        result = gateway.send(message_id=uuid.uuid4(), mobile=REFUSED, text="验证码")

        assert (result.outcome, result.reason) == (SendOutcome.REFUSED, "number_refused")

    def test_is_unavailable_for_anything_else(self, gateway: SmsGateway) -> None:
        result = gateway.send(message_id=uuid.uuid4(), mobile=UNAVAILABLE, text="验证码")

        assert result.outcome is SendOutcome.UNAVAILABLE
        assert result.reason


class TestOverHttp:
    def test_a_wrong_key_is_our_fault_and_no_refusal_of_the_number(self) -> None:
        with counterpart() as url, over_http(url, key="another key") as gateway:
            result = gateway.send(message_id=uuid.uuid4(), mobile=GOOD, text="验证码")

        assert result.outcome is SendOutcome.UNAVAILABLE

    def test_a_closed_port_is_unavailable(self) -> None:
        with over_http("http://127.0.0.1:8749") as gateway:
            result = gateway.send(message_id=uuid.uuid4(), mobile=GOOD, text="验证码")

        assert (result.outcome, result.reason) == (SendOutcome.UNAVAILABLE, "connection")

    def test_after_many_faults_the_gateway_is_left_alone(self) -> None:
        with over_http("http://127.0.0.1:8749") as gateway:
            reasons = [
                gateway.send(message_id=uuid.uuid4(), mobile=GOOD, text="验证码").reason
                for _ in range(6)
            ]

        assert reasons == ["connection"] * 5 + ["circuit_open"]
