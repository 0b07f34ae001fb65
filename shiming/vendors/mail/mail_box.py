"""The mail box: nothing leaves the machine, and the letters can be read beside the SMS box."""

import uuid

from shiming.messages.types import SendOutcome, SendResult

REFUSED_BOX = "refused@"
UNAVAILABLE_BOX = "unavailable@"


class MailBox:
    """
    Accepts every letter; it stays readable in the outbox and is shown at ``/sms-box/``.

    Magic inputs: ``refused@…`` is refused, ``unavailable@…`` is unavailable.
    """

    is_simulator = True
    keeps_content = True

    def send(self, *, message_id: uuid.UUID, address: str, subject: str, body: str) -> SendResult:
        """Accept the letter, unless the address asks for something else."""
        if address.startswith(REFUSED_BOX):
            return SendResult(outcome=SendOutcome.REFUSED, reason="address_refused")
        if address.startswith(UNAVAILABLE_BOX) or not (subject and body):
            return SendResult(outcome=SendOutcome.UNAVAILABLE, reason="unavailable")
        return SendResult(outcome=SendOutcome.ACCEPTED, reference=f"box-{message_id}")
