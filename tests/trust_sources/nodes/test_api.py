"""The addresses that other nodes call: who is believed, and what is said to whom is not."""

import dataclasses
import datetime as dt
import json
import secrets

import pytest
from django.test import Client

from shiming.accounts import ports as accounts
from shiming.accounts.models import Account
from shiming.accounts.types import CounterScope, Limit
from shiming.audit.models import AuditRecord
from shiming.kernel import clock, signatures
from shiming.kernel.actor import system_actor
from shiming.trust_sources.actions.nodes.add_peer import add_peer
from shiming.trust_sources.actions.nodes.forget_nonces import forget_nonces
from shiming.trust_sources.actions.nodes.record_refused_calls import record_refused_calls
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.models.nodes import PeerNode, PeerNonce, RefusedCalls
from shiming.trust_sources.ports import nodes as ports
from shiming.trust_sources.types.nodes import NodePolicy, NodeRole, PeerEntry, PeerState
from shiming.vendors.nodes.http_line import HttpNodeLine
from tests.cast import PROOFED_CITIZEN
from tests.trust_sources.nodes.node_kit import KEY, NOW, Teller, line_of, make_peer, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]
EVENTS = "/nodes/v1/events"


class Caller:
    """A node that signs its calls; each part may be another one than it should be."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.teller = Teller(peer=make_peer())

    def body(self) -> bytes:
        event = self.teller.event("registered", line_of(PROOFED_CITIZEN))
        return json.dumps({"from": "gz", "to": "gd", "events": [event]}).encode()

    def headers(self, body: bytes, **changed: str) -> dict[str, str]:
        parts = {
            "key": KEY,
            "method": "POST",
            "path": EVENTS,
            "timestamp": str(int(clock.now().timestamp())),
            "nonce": secrets.token_hex(16),
        } | changed
        code = parts.pop("code", "gz")
        return {
            signatures.KEY_ID: code,
            signatures.TIMESTAMP: parts["timestamp"],
            signatures.NONCE: parts["nonce"],
            signatures.SIGNATURE: signatures.sign_request(body=body, **parts),
        }

    def post(self, body: bytes, headers: dict[str, str], path: str = EVENTS) -> "tuple[int, str]":
        answer = self.client.post(path, data=body, content_type="application/json", headers=headers)
        if signatures.SIGNATURE in answer.headers:
            expected = signatures.sign_answer(
                key=KEY,
                status=answer.status_code,
                nonce=headers[signatures.NONCE],
                body=answer.content,
            )
            assert signatures.is_same(answer.headers[signatures.SIGNATURE], expected)
        return answer.status_code, answer.content.decode()


@pytest.fixture
def caller() -> Caller:
    return Caller()


def test_takes_a_signed_call_and_signs_the_answer(caller: Caller) -> None:
    body = caller.body()

    status, answer = caller.post(body, caller.headers(body))

    assert status == 200
    assert json.loads(answer)["results"][0]["result"] == "applied"


def test_takes_no_call_twice(caller: Caller) -> None:
    body = caller.body()
    headers = caller.headers(body)
    caller.post(body, headers)

    status, answer = caller.post(body, headers)

    assert (status, json.loads(answer)) == (401, {"code": "trust_sources.call.not_proven"})
    assert Account.objects.count() == 1
    assert RefusedCalls.objects.get().count == 1


class TestForgedCalls:
    """Anybody may write a node's code into a call: that fills neither table nor audit trail."""

    def forge(self, caller: Caller, times: int, *, code: str = "gz") -> list[int]:
        body = caller.body()
        headers = {**caller.headers(body, code=code), signatures.SIGNATURE: "0" * 64}
        return [caller.post(body, headers)[0] for _ in range(times)]

    def test_are_one_number_an_hour_and_no_records(self, caller: Caller) -> None:
        statuses = self.forge(caller, 5)

        assert statuses == [401] * 5
        assert RefusedCalls.objects.get().count == 5
        assert not AuditRecord.objects.exists()

    def test_are_recorded_once_the_hour_is_over(self, caller: Caller) -> None:
        self.forge(caller, 3)
        later, worker = clock.now() + dt.timedelta(hours=1), system_actor(device="tests")

        record_refused_calls(actor=worker, now=clock.now())
        assert not AuditRecord.objects.exists()
        for _ in range(2):
            record_refused_calls(actor=worker, now=later)

        record = AuditRecord.objects.get(event="trust_sources.abuse.call_refused")
        assert json.loads(record.details)["count"] == 3

    def test_count_only_so_often_from_one_address_while_the_node_itself_is_heard(
        self, caller: Caller
    ) -> None:
        limits = {
            **accounts.policy().limits,
            CounterScope.NODE_CALL_ADDRESS: Limit(count=2, window=dt.timedelta(minutes=15)),
        }
        with accounts.policy.replaced(dataclasses.replace(accounts.policy(), limits=limits)):
            statuses = self.forge(caller, 4)
            body = caller.body()
            genuine, _answer = caller.post(body, caller.headers(body))

        assert statuses == [401, 401, 429, 429]
        assert RefusedCalls.objects.get().count == 2
        assert genuine == 200

    def test_in_the_name_of_nobody_leave_no_trace(self, caller: Caller) -> None:
        assert self.forge(caller, 2, code="nobody") == [401, 401]

        assert not RefusedCalls.objects.exists()
        assert not AuditRecord.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"key": "another key, as long as the right one is"},
        {"code": "sz"},
        {"path": "/nodes/v1/stock"},
        {"method": "PUT"},
        {"nonce": "short"},
        {"nonce": "G" * 32},
        {"timestamp": str(int(dt.datetime(2020, 1, 1, tzinfo=dt.UTC).timestamp()))},
        {"timestamp": "9999999999"},
        {"timestamp": "-1"},
        {"timestamp": "٣٤"},
        {"timestamp": "1" * 400},
    ],
)
def test_believes_no_call_that_is_forged_or_old(caller: Caller, changed: dict[str, str]) -> None:
    body = caller.body()
    headers = caller.headers(body, **changed)
    headers[signatures.TIMESTAMP] = headers[signatures.TIMESTAMP].encode().decode("latin-1")

    status, answer = caller.post(body, headers)

    assert status == 401
    assert "results" not in answer
    assert not Account.objects.exists()
    assert not PeerNonce.objects.exists()


def test_believes_no_body_that_was_changed_and_no_bare_call(caller: Caller) -> None:
    body = caller.body()

    assert caller.post(body.replace(b"gz", b"sz"), caller.headers(body))[0] == 401
    assert caller.post(body, {})[0] == 401
    assert not Account.objects.exists()


def test_hears_no_suspended_node(caller: Caller) -> None:
    PeerNode.objects.update(state=PeerState.SUSPENDED)
    body = caller.body()

    assert caller.post(body, caller.headers(body))[0] == 401


@pytest.mark.parametrize("body", [b"[]", b"{}", b"\xff", b"[" * 5000])
def test_refuses_what_is_no_call(caller: Caller, body: bytes) -> None:
    status, answer = caller.post(body, caller.headers(body))

    assert (status, json.loads(answer)["code"]) == (422, "trust_sources.call.malformed")


def test_reads_no_more_than_a_call_may_hold(caller: Caller) -> None:
    small = NodePolicy(role=NodeRole.PROVINCE, code="gd", most_bytes=10)
    body = caller.body()

    with ports.node_policy.replaced(small):
        status, _answer = caller.post(body, caller.headers(body))

    assert status == 413
    assert not PeerNonce.objects.exists()


def test_takes_a_damaged_file_from_nobody(caller: Caller) -> None:
    body = json.dumps({"from": "gz", "to": "gd", "file": "{}"}).encode()
    path = "/nodes/v1/stock"

    status, answer = caller.post(body, caller.headers(body, path=path), path)

    assert (status, json.loads(answer)["code"]) == (422, "trust_sources.stock.damaged")


def test_forgets_numbers_of_calls_that_are_too_old_anyhow(caller: Caller) -> None:
    body = caller.body()
    caller.post(body, caller.headers(body))

    assert forget_nonces(now=clock.now() + dt.timedelta(minutes=9)) == 0
    assert forget_nonces(now=clock.now() + dt.timedelta(minutes=11)) == 1


class TestAddPeer:
    def entry(self, **changed: object) -> PeerEntry:
        known = {
            "code": "gz",
            "name": "广州",
            "role": NodeRole.CITY,
            "region": "4401",
            "address": "https://gz.example",
            "key": KEY,
        }
        return PeerEntry(**(known | changed))  # type: ignore[arg-type]  # a dict of several types

    def test_enters_a_city_once(self) -> None:
        add_peer(entry=self.entry(), officer=officer(), now=NOW)

        with pytest.raises(errors.PeerAlreadyThere):
            add_peer(entry=self.entry(), officer=officer(), now=NOW)

    @pytest.mark.parametrize(
        ("changed", "refusal"),
        [
            ({"code": "GZ"}, errors.PeerUnfit),
            ({"code": "gd"}, errors.PeerUnfit),
            ({"region": "44010"}, errors.PeerUnfit),
            ({"role": NodeRole.PROVINCE}, errors.PeerUnfit),
            ({"highest_level": 40}, errors.PeerUnfit),
            ({"key": "short"}, errors.PeerKeyWeak),
            ({"address": "https://intranet.example"}, errors.PeerAddressUnfit),
        ],
    )
    def test_refuses_what_cannot_be(
        self, changed: dict[str, object], refusal: type[Exception]
    ) -> None:
        with pytest.raises(refusal):
            add_peer(entry=self.entry(**changed), officer=officer(), now=NOW)

        assert not PeerNode.objects.exists()

    def test_a_city_has_one_province_and_who_stands_alone_has_nobody(self) -> None:
        city = NodePolicy(role=NodeRole.CITY, code="gz")
        entry = self.entry(code="gd", role=NodeRole.PROVINCE)
        with ports.node_policy.replaced(city):
            add_peer(entry=entry, officer=officer(), now=NOW)
            with pytest.raises(errors.PeerAlreadyThere):
                add_peer(
                    entry=self.entry(code="gx", role=NodeRole.PROVINCE), officer=officer(), now=NOW
                )
        with ports.node_policy.replaced(NodePolicy()), pytest.raises(errors.StandsAlone):
            add_peer(entry=entry, officer=officer(), now=NOW)


class TestLine:
    @pytest.fixture
    def line(self) -> HttpNodeLine:
        return HttpNodeLine()

    @pytest.mark.parametrize(
        "address",
        [
            "http://gz.example",
            "https://127.0.0.1",
            "https://10.0.0.1/node",
            "https://[::1]",
            "https://user@gz.example",
            "https://gz.example?x=1",
            "ftp://gz.example",
        ],
    )
    def test_calls_no_address_of_ours_and_nothing_in_the_clear(
        self, line: HttpNodeLine, address: str
    ) -> None:
        assert not line.may_call(address)
        if "?" not in address:
            answer = line.call(address=address, path=EVENTS, key_id="gd", key=KEY, content={})
            assert answer.failure in {"address_unfit", "address_private"}
