"""Texts over SMPP 3.4, against the simulated centre on a real socket."""

import dataclasses
import os
import socket
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from shiming.messages.types import Receipt, SendOutcome, SendResult
from shiming.vendors.sms.smpp import simulator
from shiming.vendors.sms.smpp.gateway import SmppSmsGateway
from shiming.vendors.sms.smpp.simulator import SubmittedText
from tests.vendors.sms.conftest import QUICK, Line, Taken, eventually, gateway_to

PREFIX = "+861990000"
GOOD = f"{PREFIX}1234"


def send(gateway: SmppSmsGateway, mobile: str = GOOD, text: str = "验证码 482913") -> SendResult:
    return gateway.send(message_id=uuid.uuid4(), mobile=mobile, text=text)


class TestATextOnItsWay:
    def test_arrives_as_it_was_written(self, line: Line, gateway: SmppSmsGateway) -> None:
        result = send(gateway)

        assert (result.outcome, result.reference) == (SendOutcome.ACCEPTED, "sim-1")
        assert line.centre.submitted == [
            SubmittedText(mobile="8619900001234", text="验证码 482913", parts=1)
        ]

    @pytest.mark.parametrize(
        ("text", "parts"),
        [("字" * 70, 1), ("字" * 71, 2), ("字" * 134, 2), ("字" * 135, 3), ("田𠮷明" * 60, 4)],
    )
    def test_is_put_together_again_when_it_is_long(
        self, line: Line, gateway: SmppSmsGateway, text: str, parts: int
    ) -> None:
        result = send(gateway, text=text)

        assert result.outcome is SendOutcome.ACCEPTED
        assert line.centre.submitted == [
            SubmittedText(mobile="8619900001234", text=text, parts=parts)
        ]

    def test_may_have_more_parts_than_the_window(self, line: Line, gateway: SmppSmsGateway) -> None:
        text = "字" * 67 * (QUICK.window * 2 + 1)

        assert send(gateway, text=text).outcome is SendOutcome.ACCEPTED
        assert line.centre.submitted[0].text == text

    def test_may_be_one_of_many_at_once(self, line: Line, gateway: SmppSmsGateway) -> None:
        texts = {f"第 {number} 条" for number in range(30)}

        with ThreadPoolExecutor(8) as pool:
            results = list(pool.map(lambda text: send(gateway, text=text), texts))

        assert {result.outcome for result in results} == {SendOutcome.ACCEPTED}
        assert len({result.reference for result in results}) == 30
        assert {one.text for one in line.centre.submitted} == texts
        assert len(line.centre.bound) == 1

    def test_is_never_too_long_for_the_header_unnoticed(self, gateway: SmppSmsGateway) -> None:
        result = send(gateway, text="字" * 67 * 256)

        assert (result.outcome, result.reason) == (SendOutcome.REFUSED, "text_too_long")


class TestAnswersOfTheCentre:
    def test_say_which_number_it_will_never_serve(
        self, line: Line, gateway: SmppSmsGateway
    ) -> None:
        result = send(gateway, PREFIX + simulator.REFUSED_TAIL)

        assert (result.outcome, result.reason) == (SendOutcome.REFUSED, "number_refused")
        assert line.centre.submitted == []

    @pytest.mark.parametrize(
        ("tail", "reason"),
        [
            (simulator.UNAVAILABLE_TAIL, "smpp_00000008"),
            (simulator.SILENT_TAIL, "timeout"),
            (simulator.CUT_TAIL, "connection"),
            (simulator.GARBAGE_TAIL, "connection"),
        ],
    )
    def test_are_no_refusal_when_it_is_in_trouble_and_the_next_text_arrives(
        self, line: Line, gateway: SmppSmsGateway, tail: str, reason: str
    ) -> None:
        result = send(gateway, PREFIX + tail)
        after = send(gateway)

        assert (result.outcome, result.reason) == (SendOutcome.UNAVAILABLE, reason)
        assert after.outcome is SendOutcome.ACCEPTED
        assert len(line.centre.submitted) == 1

    def test_may_ask_for_patience(self, line: Line, gateway: SmppSmsGateway) -> None:
        text = "字" * 100

        result = send(gateway, PREFIX + simulator.THROTTLED_TAIL, text)

        assert result.outcome is SendOutcome.ACCEPTED
        assert [one.text for one in line.centre.submitted] == [text]

    def test_may_ask_for_more_patience_than_we_have(self, line: Line) -> None:
        waits: list[float] = []
        hasty = line.gateway(manners=dataclasses.replace(QUICK, throttled_waits=(0,)))
        hasty._sleep = waits.append

        result = send(hasty, PREFIX + simulator.THROTTLED_TAIL)
        hasty.close()

        assert (result.outcome, result.reason) == (SendOutcome.UNAVAILABLE, "throttled")
        assert waits == [0]
        assert line.centre.submitted == []


class TestReceipts:
    @pytest.mark.parametrize(
        ("tail", "receipt", "detail"),
        [
            ("1234", Receipt.DELIVERED, "DELIVRD"),
            (simulator.LATE_TAIL, Receipt.DELIVERED, "DELIVRD"),
            (simulator.UNDELIVERED_TAIL, Receipt.UNDELIVERED, "UNDELIV"),
        ],
    )
    def test_say_whether_a_text_arrived(
        self, line: Line, gateway: SmppSmsGateway, tail: str, receipt: Receipt, detail: str
    ) -> None:
        result = send(gateway, PREFIX + tail)

        assert eventually(lambda: len(line.taken.receipts) == 1)
        taken = line.taken.receipts[0]
        assert (taken.reference, taken.receipt, taken.detail) == (
            result.reference,
            receipt,
            detail,
        )

    def test_come_once_for_a_text_of_many_parts(self, line: Line, gateway: SmppSmsGateway) -> None:
        result = send(gateway, text="字" * 200)

        assert eventually(lambda: len(line.taken.receipts) == 1)
        assert line.taken.receipts[0].reference == result.reference == "sim-3"

    def test_are_brought_again_while_they_cannot_be_kept(
        self, line: Line, gateway: SmppSmsGateway
    ) -> None:
        line.taken.refuse_first = 2

        send(gateway)

        assert eventually(lambda: len(line.taken.receipts) == 3)
        assert len(set(line.taken.receipts)) == 1

    def test_come_over_a_new_session_when_the_old_one_broke(
        self, line: Line, gateway: SmppSmsGateway
    ) -> None:
        first = send(gateway, PREFIX + simulator.LATE_TAIL)
        line.server.cut_all()
        assert eventually(lambda: not line.centre.bound)
        send(gateway)

        assert eventually(lambda: len(line.taken.receipts) == 2)
        assert first.reference in {one.reference for one in line.taken.receipts}


class TestTheSession:
    def test_shows_that_it_is_there_while_nothing_is_sent(self, line: Line) -> None:
        gateway = line.gateway(manners=dataclasses.replace(QUICK, enquire_seconds=0.03))
        send(gateway)

        assert eventually(lambda: line.centre.enquiries >= 3)
        assert send(gateway).outcome is SendOutcome.ACCEPTED
        gateway.close()
        assert eventually(lambda: not line.centre.bound)

    def test_is_given_up_when_the_other_side_falls_silent(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as deaf:
            result = send(gateway_to(deaf.getsockname()[1], Taken()))

        assert (result.outcome, result.reason) == (SendOutcome.UNAVAILABLE, "timeout")

    def test_says_that_our_credentials_are_wrong_and_not_the_number(self, line: Line) -> None:
        result = send(line.gateway(password="wrong"))

        assert (result.outcome, result.reason) == (SendOutcome.UNAVAILABLE, "bind_refused")
        assert line.centre.submitted == []

    def test_does_not_live_on_in_a_forked_worker(
        self, line: Line, gateway: SmppSmsGateway, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        send(gateway)
        parents = gateway._session
        monkeypatch.setattr(os, "getpid", lambda: -1)

        result = send(gateway)

        assert result.outcome is SendOutcome.ACCEPTED
        assert gateway._session is not parents
        assert len(line.centre.bound) == 2
        assert parents is not None
        parents.abandon()

    def test_leaves_no_thread_behind(self, line: Line) -> None:
        before = set(threading.enumerate())
        gateway = line.gateway()
        send(gateway)
        between = {thread.name for thread in set(threading.enumerate()) - before}

        gateway.close()

        left = {thread.name for thread in set(threading.enumerate()) - before}
        assert between >= {"smpp-reader", "smpp-receipts"}
        assert not left & {"smpp-reader", "smpp-receipts"}
