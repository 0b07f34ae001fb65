"""
One bound connection to a short-message centre.

A thread reads; whoever submits waits for the answer to its own sequence number. Receipts are
handed on by a second thread, since keeping them may take longer than the network waits for a sign
of life. A session that was closed, by either side, stays closed: the gateway makes a new one.
"""

import concurrent.futures
import itertools
import queue
import socket
import threading
from collections.abc import Callable

import structlog

from shiming.messages.types import SmsReceipt
from shiming.vendors.sms.smpp.pdus import (
    Command,
    Garbled,
    Pdu,
    ShortMessage,
    Status,
    bind_body,
    read_pdu,
)
from shiming.vendors.sms.smpp.receipts import read_receipt

_log = structlog.get_logger(__name__)
_LAST_SEQUENCE = 0x7FFF_FFFF

TakeReceipt = Callable[[SmsReceipt], bool]
"""Keeps a receipt; false asks the network to bring it again later."""


class SessionClosed(ConnectionError):
    """The connection is gone, or was never bound."""


class BindRefused(SessionClosed):
    """The centre knows us, and wants nothing of us: wrong credentials, or too many sessions."""

    def __init__(self, status: int) -> None:
        super().__init__(f"bind refused: {status:#x}")
        self.status = status


class SmppSession:
    """A transceiver: submits texts and takes receipts."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        connect_seconds: float,
        answer_seconds: float,
        enquire_seconds: float,
        window: int,
        take_receipt: TakeReceipt,
    ) -> None:
        self._answer_seconds = answer_seconds
        self._take_receipt = take_receipt
        self._pending: dict[int, concurrent.futures.Future[Pdu]] = {}
        self._sequences = itertools.cycle(range(1, _LAST_SEQUENCE))
        self._window = threading.BoundedSemaphore(window)
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._receipts: queue.SimpleQueue[Pdu | None] = queue.SimpleQueue()
        self._has_enquired = False
        self._is_leaving = False
        self._socket = socket.create_connection((host, port), timeout=connect_seconds)
        # A silence of this length is broken by enquire_link; a second one ends the session.
        self._socket.settimeout(enquire_seconds)
        self._threads = [
            threading.Thread(target=self._read, name="smpp-reader", daemon=True),
            threading.Thread(target=self._hand_on_receipts, name="smpp-receipts", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    @property
    def is_open(self) -> bool:
        """Tell whether the session can still be used, as far as is known here."""
        return not self._closed.is_set()

    def bind(self, *, system_id: str, password: str) -> None:
        """
        Introduce ourselves.

        :raises BindRefused: if the centre refuses
        :raises SessionClosed: if the connection ends
        :raises TimeoutError: if no answer comes in time
        """
        answer = self._ask(
            Command.BIND_TRANSCEIVER, bind_body(system_id=system_id, password=password)
        )
        if answer.status != Status.OK:
            raise BindRefused(answer.status)

    def submit(self, messages: list[ShortMessage]) -> list[Pdu]:
        """
        Submit short messages, as many at once as the window allows; return their answers in order.

        :raises SessionClosed: if the connection ends
        :raises TimeoutError: if an answer does not come in time
        """
        asked = [self._begin(Command.SUBMIT_SM, message.encode()) for message in messages]
        return [self._wait(sequence, future) for sequence, future in asked]

    def close(self) -> None:
        """Say good-bye, and end the connection and its threads."""
        if self.is_open:
            self._is_leaving = True
            try:
                self._ask(Command.UNBIND, b"")
            except (SessionClosed, TimeoutError):
                _log.debug("messages.smpp.left_without_answer")
        self.abandon()
        for thread in self._threads:
            thread.join(timeout=self._answer_seconds)

    def abandon(self) -> None:
        """End the connection without a word: something went wrong in it."""
        self._end("abandoned")

    def _ask(self, command: Command, body: bytes) -> Pdu:
        return self._wait(*self._begin(command, body))

    def _begin(self, command: Command, body: bytes) -> tuple[int, "concurrent.futures.Future[Pdu]"]:
        if not self._window.acquire(timeout=self._answer_seconds):
            raise TimeoutError
        future: concurrent.futures.Future[Pdu] = concurrent.futures.Future()
        future.add_done_callback(lambda _future: self._window.release())
        with self._lock:
            sequence = next(self._sequences)
            self._pending[sequence] = future
        try:
            if self._closed.is_set():
                raise SessionClosed
            self._send(Pdu(command=command, sequence=sequence, body=body))
        except OSError:
            self._forget(sequence)
            raise SessionClosed from None
        return sequence, future

    def _wait(self, sequence: int, future: "concurrent.futures.Future[Pdu]") -> Pdu:
        try:
            return future.result(timeout=self._answer_seconds)
        except concurrent.futures.CancelledError:
            raise SessionClosed from None
        finally:
            self._forget(sequence)

    def _forget(self, sequence: int) -> None:
        with self._lock:
            future = self._pending.pop(sequence, None)
        if future is not None:
            future.cancel()

    def _send(self, pdu: Pdu) -> None:
        with self._lock:
            self._socket.sendall(pdu.encode())

    def _read(self) -> None:
        reason = "ended"
        try:
            while not self._closed.is_set():
                pdu = self._next()
                if pdu is None:
                    break
                self._handle(pdu)
        except Garbled:
            reason = "garbled"
        except TimeoutError:
            reason = "silent"
        except OSError:
            reason = "broken"
        self._end(reason)

    def _next(self) -> Pdu | None:
        """Return the next unit; break a silence, and give up on a second one."""
        while True:
            try:
                pdu = read_pdu(self._socket.recv)
            except TimeoutError:
                if self._has_enquired:
                    raise
                self._has_enquired = True
                self._send(Pdu(command=Command.ENQUIRE_LINK, sequence=next(self._sequences)))
                continue
            self._has_enquired = False
            return pdu

    def _handle(self, pdu: Pdu) -> None:
        if pdu.is_answer:
            with self._lock:
                future = self._pending.pop(pdu.sequence, None)
            # Whoever waited may have given up: an answer that comes too late is nobody's.
            if future is not None and future.set_running_or_notify_cancel():
                future.set_result(pdu)
        elif pdu.command == Command.DELIVER_SM:
            self._receipts.put(pdu)
        elif pdu.command == Command.ENQUIRE_LINK:
            self._send(pdu.answer())
        elif pdu.command == Command.UNBIND:
            self._send(pdu.answer())
            self._end("unbound")
        else:
            self._send(
                Pdu(
                    command=Command.GENERIC_NACK,
                    sequence=pdu.sequence,
                    status=Status.INVALID_COMMAND,
                )
            )

    def _hand_on_receipts(self) -> None:
        while (pdu := self._receipts.get()) is not None:
            status = Status.OK
            try:
                receipt = read_receipt(ShortMessage.decode(pdu.body))
                if receipt is not None and not self._take_receipt(receipt):
                    status = Status.TEMPORARY_APPLICATION_ERROR
            except Garbled:
                _log.warning("messages.smpp.receipt_garbled")
            try:
                self._send(pdu.answer(status=status, body=b"\0"))
            except OSError:
                _log.debug("messages.smpp.receipt_unanswered")

    def _end(self, reason: str) -> None:
        if self._closed.is_set():
            return
        self._closed.set()
        if reason != "abandoned" and not self._is_leaving:
            _log.warning("messages.smpp.session_ended", reason=reason)
        self._receipts.put(None)
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            _log.debug("messages.smpp.socket_gone")
        self._socket.close()
        with self._lock:
            waiting = list(self._pending)
        for sequence in waiting:
            self._forget(sequence)
