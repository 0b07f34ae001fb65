"""The SMS box: nothing leaves the machine, and the texts can be read on a page."""

import uuid

from shiming.messages.types import SendOutcome, SendResult

REFUSED_TAIL = "0000"
UNAVAILABLE_TAIL = "9999"


class SmsBox:
    """
    Accepts every text; it stays readable in the outbox and is shown at ``/sms-box/``.

    Magic inputs: numbers that end in 0000 are refused, those that end in 9999 are unavailable.
    """

    is_simulator = True
    keeps_content = True

    def send(self, *, message_id: uuid.UUID, mobile: str, text: str) -> SendResult:
        """Accept the text, unless the number asks for something else."""
        if mobile.endswith(REFUSED_TAIL):
            return SendResult(outcome=SendOutcome.REFUSED, reason="number_refused")
        if mobile.endswith(UNAVAILABLE_TAIL) or not text:
            return SendResult(outcome=SendOutcome.UNAVAILABLE, reason="unavailable")
        return SendResult(outcome=SendOutcome.ACCEPTED, reference=f"box-{message_id}")
