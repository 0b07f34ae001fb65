"""E-mail through Django's mail backend, hence over SMTP with the operator's settings."""

import smtplib
import uuid

import structlog
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend

from shiming.messages.types import SendOutcome, SendResult

_log = structlog.get_logger(__name__)
_PERMANENT = range(500, 600)


class DjangoMailSender:
    """Sends letters over the backend it is given, or the one of the settings."""

    is_simulator = False
    keeps_content = False

    def __init__(self, *, sender: str, backend: EmailBackend | None = None) -> None:
        self._sender = sender
        self._backend = backend

    def send(self, *, message_id: uuid.UUID, address: str, subject: str, body: str) -> SendResult:
        """Send a letter; only a server's permanent word against the address is a refusal."""
        reference = f"{message_id}@{self._sender.rpartition('@')[2].rstrip('>')}"
        letter = EmailMessage(
            subject=subject,
            body=body,
            from_email=self._sender,
            to=[address],
            headers={"Message-ID": f"<{reference}>"},
            connection=self._backend or get_connection(),
        )
        try:
            letter.send()
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _text in error.recipients.values()]
            if all(code in _PERMANENT for code in codes):
                return SendResult(outcome=SendOutcome.REFUSED, reason=f"smtp_{codes[0]}")
            return SendResult(outcome=SendOutcome.UNAVAILABLE, reason=f"smtp_{codes[0]}")
        except (smtplib.SMTPException, OSError) as error:
            # The text of the error may repeat the address: its type must do.
            _log.warning("messages.mail.unavailable", fault=type(error).__name__)
            return SendResult(outcome=SendOutcome.UNAVAILABLE, reason="smtp")
        return SendResult(outcome=SendOutcome.ACCEPTED, reference=str(message_id))
