"""The SMS gateway over SMPP 3.4: one session a process, made when the first text is to be sent."""

import dataclasses
import os
import threading
import time
import uuid
from collections.abc import Callable

import structlog

from shiming.messages.types import SendOutcome, SendResult
from shiming.vendors.circuit_breaker import CircuitBreaker
from shiming.vendors.sms.smpp.pdus import (
    EsmClass,
    Garbled,
    Pdu,
    ShortMessage,
    Status,
    read_c_string,
)
from shiming.vendors.sms.smpp.session import BindRefused, SessionClosed, SmppSession, TakeReceipt
from shiming.vendors.sms.smpp.texts import TextTooLong, split_text

_log = structlog.get_logger(__name__)
_BUSY = frozenset({Status.THROTTLED, Status.QUEUE_FULL})
_LENGTH = 64


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SmppAccount:
    """Where the centre is, who we are there, and from which number texts come."""

    host: str
    port: int
    system_id: str
    password: str = dataclasses.field(repr=False)
    sender: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SmppManners:
    """How long we wait, how often we show that we are there, and how much we send at once."""

    connect_seconds: float = 5
    answer_seconds: float = 10
    enquire_seconds: float = 30
    window: int = 10
    throttled_waits: tuple[float, ...] = (0.5, 1, 2)


class SmppSmsGateway:
    """
    Sends texts through a short-message centre, and hands its receipts to `take_receipt`.

    The protocol knows no encryption: the centre is reached over a private line or through a tunnel.
    Only the network's word against the number is a refusal; everything else is tried again. The
    protocol has no key against repetition: after an answer that never came, a text may arrive
    twice, though a mobile knows the parts of a long one by their reference.
    """

    is_simulator = False
    keeps_content = False

    def __init__(
        self,
        *,
        account: SmppAccount,
        breaker: CircuitBreaker,
        take_receipt: TakeReceipt,
        manners: SmppManners = SmppManners(),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._account = account
        self._breaker = breaker
        self._take_receipt = take_receipt
        self._manners = manners
        self._sleep = sleep
        self._lock = threading.Lock()
        self._session: SmppSession | None = None
        self._process = os.getpid()

    def send(self, *, message_id: uuid.UUID, mobile: str, text: str) -> SendResult:
        """Send a text, in parts if it is long; a fault on the way is «unavailable»."""
        if not self._breaker.may_call():
            return SendResult(outcome=SendOutcome.UNAVAILABLE, reason="circuit_open")
        try:
            answers = self._submit(self._parts(message_id=message_id, mobile=mobile, text=text))
        except TextTooLong:
            return SendResult(outcome=SendOutcome.REFUSED, reason="text_too_long")
        except BindRefused as refusal:
            # Nothing is wrong with the text: an operator must look at the account.
            _log.error("messages.smpp.bind_refused", status=f"{refusal.status:#x}")
            return self._fault("bind_refused")
        except TimeoutError:
            return self._fault("timeout")
        except OSError:
            return self._fault("connection")
        self._breaker.note_success()
        return self._result(answers)

    def close(self) -> None:
        """Leave the centre."""
        with self._lock:
            session, self._session = self._session, None
        if session is not None:
            session.close()

    def _parts(self, *, message_id: uuid.UUID, mobile: str, text: str) -> list[ShortMessage]:
        parts = split_text(text, message_id=message_id)
        return [
            ShortMessage(
                source=self._account.sender,
                destination=mobile.removeprefix("+"),
                esm_class=EsmClass.HAS_HEADER if has_header else 0,
                # The receipt of the last part stands for the text.
                wants_receipt=number == len(parts),
                content=content,
            )
            for number, (content, has_header) in enumerate(parts, start=1)
        ]

    def _submit(self, messages: list[ShortMessage]) -> list[Pdu]:
        """Submit all parts, and again those for which the centre was too busy."""
        answers: dict[int, Pdu] = {}
        waits = iter(self._manners.throttled_waits)
        while True:
            open_parts = [
                number
                for number in range(len(messages))
                if number not in answers or answers[number].status in _BUSY
            ]
            got = self._bound_session().submit([messages[number] for number in open_parts])
            answers |= dict(zip(open_parts, got, strict=True))
            is_busy = any(answer.status in _BUSY for answer in answers.values())
            wait = next(waits, None) if is_busy else None
            if wait is None:
                return [answers[number] for number in range(len(messages))]
            self._sleep(wait)

    def _result(self, answers: list[Pdu]) -> SendResult:
        bad = next((answer for answer in answers if answer.status != Status.OK), None)
        if bad is None:
            return self._accepted(answers[-1])
        if bad.status == Status.INVALID_DESTINATION:
            return SendResult(outcome=SendOutcome.REFUSED, reason="number_refused")
        if bad.status in _BUSY:
            return SendResult(outcome=SendOutcome.UNAVAILABLE, reason="throttled")
        _log.error("messages.smpp.refused_us", status=f"{bad.status:#x}")
        return SendResult(outcome=SendOutcome.UNAVAILABLE, reason=f"smpp_{bad.status:08x}")

    def _accepted(self, answer: Pdu) -> SendResult:
        try:
            reference = read_c_string(answer.body)[:_LENGTH]
        except Garbled:
            # It was accepted all the same; without a reference there can be no receipt.
            reference = ""
        return SendResult(outcome=SendOutcome.ACCEPTED, reference=reference)

    def _fault(self, reason: str) -> SendResult:
        self._breaker.note_failure()
        with self._lock:
            session, self._session = self._session, None
        if session is not None:
            session.abandon()
        _log.warning("messages.sms.unavailable", reason=reason)
        return SendResult(outcome=SendOutcome.UNAVAILABLE, reason=reason)

    def _bound_session(self) -> SmppSession:
        with self._lock:
            if self._process != os.getpid():
                # Threads do not live on in a forked worker: the parent's session is not ours.
                self._session, self._process = None, os.getpid()
            if self._session is not None and self._session.is_open:
                return self._session
            session = SmppSession(
                host=self._account.host,
                port=self._account.port,
                connect_seconds=self._manners.connect_seconds,
                answer_seconds=self._manners.answer_seconds,
                enquire_seconds=self._manners.enquire_seconds,
                window=self._manners.window,
                take_receipt=self._take_receipt,
            )
            try:
                session.bind(system_id=self._account.system_id, password=self._account.password)
            except (SessionClosed, TimeoutError):
                session.abandon()
                raise
            self._session = session
            return session
