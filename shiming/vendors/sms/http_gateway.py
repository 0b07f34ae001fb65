"""
An SMS gateway over signed JSON (`shiming.kernel.signatures` has the wire format).

``POST /v1/messages`` below the base address, with ``message_id`` (the gateway sends a text once for
each), ``mobile`` (E.164) and ``text``. Status 200 or 202 with ``reference`` means accepted;
status 422 with ``code`` that it never will be; everything else that it should be tried again.
"""

import uuid

import structlog

from shiming.messages.types import SendOutcome, SendResult
from shiming.vendors.circuit_breaker import CircuitBreaker
from shiming.vendors.signed_client import SignedClient, WireFault

_log = structlog.get_logger(__name__)
_ACCEPTED = frozenset({200, 202})
_UNPROCESSABLE = 422
_LENGTH = 64


class HttpSmsGateway:
    """Sends texts through a gateway that speaks the platform's own signed JSON."""

    is_simulator = False
    keeps_content = False

    def __init__(self, *, client: SignedClient, breaker: CircuitBreaker) -> None:
        self._client = client
        self._breaker = breaker

    def send(self, *, message_id: uuid.UUID, mobile: str, text: str) -> SendResult:
        """Send a text; a fault on the way is «unavailable», hence tried again."""
        if not self._breaker.may_call():
            return SendResult(outcome=SendOutcome.UNAVAILABLE, reason="circuit_open")
        content = {"message_id": str(message_id), "mobile": mobile, "text": text}
        try:
            reply = self._client.post("/v1/messages", content)
        except WireFault as fault:
            self._breaker.note_failure()
            _log.warning("messages.sms.unavailable", reason=fault.reason)
            return SendResult(outcome=SendOutcome.UNAVAILABLE, reason=fault.reason)
        self._breaker.note_success()
        if reply.status in _ACCEPTED:
            reference = str(reply.content.get("reference", ""))[:_LENGTH]
            return SendResult(outcome=SendOutcome.ACCEPTED, reference=reference)
        if reply.status == _UNPROCESSABLE:
            reason = str(reply.content.get("code", "refused"))[:_LENGTH]
            return SendResult(outcome=SendOutcome.REFUSED, reason=reason)
        _log.error("messages.sms.refused_us", status=reply.status)
        return SendResult(outcome=SendOutcome.UNAVAILABLE, reason=f"status_{reply.status}")
