"""
A short-message centre for development and tests: it delivers nothing, and shows what it was sent.

`docs/reference/fakes.md` lists its magic numbers. Every text that asks for one gets a receipt, over
whichever session of the same system is bound; one that we could not keep is brought again.
"""

import dataclasses
import itertools
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from typing import cast

import structlog
from typing_extensions import override

from shiming.kernel import masking_kit
from shiming.vendors.sms.smpp import texts
from shiming.vendors.sms.smpp.pdus import (
    Command,
    EsmClass,
    Garbled,
    Pdu,
    ShortMessage,
    Status,
    Tag,
    c_string,
    read_bind_body,
    read_pdu,
)

_log = structlog.get_logger(__name__)
REFUSED_TAIL = "0000"
UNAVAILABLE_TAIL = "9999"
SILENT_TAIL = "9998"
CUT_TAIL = "9997"
GARBAGE_TAIL = "9996"
THROTTLED_TAIL = "9995"
LATE_TAIL = "9994"
UNDELIVERED_TAIL = "9993"
THROTTLED_TIMES = 2
_TAIL = 4
_DELIVERED, _UNDELIVERED = (2, b"DELIVRD"), (5, b"UNDELIV")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedText:
    """A text as a mobile would show it, once all its parts were there."""

    mobile: str
    text: str
    parts: int


@dataclasses.dataclass(slots=True, kw_only=True)
class Centre:
    """What the simulated centre remembers, and how it behaves."""

    system_id: str
    password: str
    receipt_seconds: float = 0.02
    late_seconds: float = 0.2
    submitted: list[SubmittedText] = dataclasses.field(default_factory=list)
    enquiries: int = 0
    is_open: bool = True
    bound: "list[_Session]" = dataclasses.field(default_factory=list)
    tell: Callable[[SubmittedText], None] = lambda _text: None
    _parts: dict[tuple[str, int], dict[int, bytes]] = dataclasses.field(default_factory=dict)
    _throttled: dict[str, int] = dataclasses.field(default_factory=dict)
    _numbers: Iterator[int] = dataclasses.field(default_factory=lambda: itertools.count(1))
    _lock: threading.Lock = dataclasses.field(default_factory=threading.Lock)

    def next_number(self) -> int:
        """Return a number that was not given before."""
        with self._lock:
            return next(self._numbers)

    def is_throttled(self, mobile: str) -> bool:
        """Tell whether a mobile is one for which the centre is too busy, the first times."""
        with self._lock:
            times = self._throttled.get(mobile, 0)
            self._throttled[mobile] = times + 1
        return times < THROTTLED_TIMES

    def keep(self, message: ShortMessage) -> None:
        """Keep a short message, and the text that it completes."""
        with self._lock:
            if message.esm_class & EsmClass.HAS_HEADER:
                reference, total, number, content = texts.read_header(message.content)
                key = (message.destination, reference)
                parts = self._parts.setdefault(key, {})
                parts[number] = content
                if len(parts) < total:
                    return
                del self._parts[key]
            else:
                total, parts = 1, {1: message.content}
            text = SubmittedText(
                mobile=message.destination, text=texts.join_parts(parts), parts=total
            )
            self.submitted.append(text)
        self.tell(text)


class SmppSimulator(socketserver.ThreadingTCPServer):
    """Serves a `Centre` on loopback."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, centre: Centre, *, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Session)
        self.centre = centre

    @override
    def server_close(self) -> None:
        self.centre.is_open = False
        super().server_close()

    def cut_all(self) -> None:
        """Cut every connection, as a broken line would."""
        for session in list(self.centre.bound):
            session.cut()


class _Session(socketserver.BaseRequestHandler):
    @override
    def setup(self) -> None:
        self.centre = cast("SmppSimulator", self.server).centre
        self.is_bound = False
        self.unanswered: dict[int, Pdu] = {}
        self.lock = threading.Lock()

    @override
    def handle(self) -> None:
        try:
            while (pdu := read_pdu(self.request.recv)) is not None:
                if not self._answer(pdu):
                    break
        except (OSError, Garbled):
            _log.debug("smpp_simulator.connection_lost")

    @override
    def finish(self) -> None:
        if self in self.centre.bound:
            self.centre.bound.remove(self)

    def cut(self) -> None:
        """End the connection without a word."""
        self.request.shutdown(2)

    def send(self, pdu: Pdu) -> None:
        """Send a unit; several threads do."""
        with self.lock:
            self.request.sendall(pdu.encode())

    def _answer(self, pdu: Pdu) -> bool:
        """Answer one unit; tell whether the connection goes on."""
        if pdu.command == Command.BIND_TRANSCEIVER:
            return self._bind(pdu)
        if pdu.command == Command.DELIVER_SM_RESP:
            self._receipt_answered(pdu)
        elif pdu.command == Command.ENQUIRE_LINK:
            self.centre.enquiries += 1
            self.send(pdu.answer())
        elif pdu.command == Command.UNBIND:
            self.send(pdu.answer())
            return False
        elif pdu.command == Command.SUBMIT_SM and not self.is_bound:
            self.send(pdu.answer(status=Status.NOT_BOUND))
        elif pdu.command == Command.SUBMIT_SM:
            return self._submit(pdu)
        elif not pdu.is_answer:
            self.send(pdu.answer(status=Status.INVALID_COMMAND))
        return True

    def _bind(self, pdu: Pdu) -> bool:
        known = (self.centre.system_id, self.centre.password)
        if read_bind_body(pdu.body) != known:
            self.send(pdu.answer(status=Status.INVALID_PASSWORD))
            return False
        self.is_bound = True
        self.centre.bound.append(self)
        self.send(pdu.answer(body=c_string("SIMULATOR")))
        return True

    def _submit(self, pdu: Pdu) -> bool:
        message = ShortMessage.decode(pdu.body)
        tail = message.destination[-_TAIL:]
        if tail == SILENT_TAIL:
            return True
        if tail == CUT_TAIL:
            self.cut()
            return False
        if tail == GARBAGE_TAIL:
            self.request.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            return True
        status = Status.OK
        if tail == REFUSED_TAIL:
            status = Status.INVALID_DESTINATION
        elif tail == UNAVAILABLE_TAIL:
            status = Status.SYSTEM_ERROR
        elif tail == THROTTLED_TAIL and self.centre.is_throttled(message.destination):
            status = Status.THROTTLED
        if status is not Status.OK:
            self.send(pdu.answer(status=status))
            return True
        reference = f"sim-{self.centre.next_number()}"
        self.centre.keep(message)
        self.send(pdu.answer(body=c_string(reference)))
        if message.wants_receipt:
            self._report_later(message, reference)
        return True

    def _report_later(self, message: ShortMessage, reference: str) -> None:
        tail = message.destination[-_TAIL:]
        seconds = self.centre.late_seconds if tail == LATE_TAIL else self.centre.receipt_seconds
        state, word = _UNDELIVERED if tail == UNDELIVERED_TAIL else _DELIVERED
        receipt = ShortMessage(
            source=message.destination,
            destination=message.source,
            esm_class=EsmClass.RECEIPT,
            data_coding=0,
            content=b"id:" + reference.encode() + b" stat:" + word + b" err:000",
            options={
                Tag.RECEIPTED_MESSAGE_ID: c_string(reference),
                Tag.MESSAGE_STATE: bytes((state,)),
            },
        )
        pdu = Pdu(
            command=Command.DELIVER_SM, sequence=self.centre.next_number(), body=receipt.encode()
        )
        self._in(seconds, pdu)

    def _in(self, seconds: float, pdu: Pdu) -> None:
        timer = threading.Timer(seconds, self._deliver, [pdu])
        timer.daemon = True
        timer.start()

    def _deliver(self, pdu: Pdu) -> None:
        # The session that submitted may be gone: whichever is bound takes the receipt.
        for session in reversed(self.centre.bound):
            try:
                session.unanswered[pdu.sequence] = pdu
                session.send(pdu)
            except OSError:
                continue
            return
        if self.centre.is_open:
            self._in(self.centre.receipt_seconds, pdu)

    def _receipt_answered(self, answer: Pdu) -> None:
        pdu = self.unanswered.pop(answer.sequence, None)
        if pdu is not None and answer.status != Status.OK:
            self._in(self.centre.receipt_seconds, pdu)


def serve(*, port: int, system_id: str, password: str) -> None:
    """Serve until a signal ends it, and print the texts, each to a masked number."""
    centre = Centre(system_id=system_id, password=password, tell=_print)
    centre.receipt_seconds, centre.late_seconds = 1, 10
    with SmppSimulator(centre, port=port) as server:
        server.serve_forever()


def _print(text: SubmittedText) -> None:
    at = time.strftime("%H:%M:%S")
    mobile = masking_kit.mask_phone(text.mobile.removeprefix("86"))
    print(f"{at}  {mobile}  {text.parts} part(s)  {text.text}", flush=True)  # noqa: T201 - its page
