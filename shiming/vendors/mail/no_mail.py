"""Stands where no mail server is connected: refuses every letter, and says so in the log."""

import uuid

from shiming.messages.types import SendOutcome, SendResult


class NoMailSender:
    """Refuses every letter; an installation may do without e-mail."""

    is_simulator = False
    keeps_content = False

    def send(self, *, message_id: uuid.UUID, address: str, subject: str, body: str) -> SendResult:
        """Refuse the letter: trying again would not help."""
        del message_id, address, subject, body
        return SendResult(outcome=SendOutcome.REFUSED, reason="no_mail_server")
