"""Letters over Django's mail backends."""

import smtplib
import uuid
from collections.abc import Sequence

import pytest
from django.core import mail
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import EmailMessage
from typing_extensions import override

from shiming.messages.types import SendOutcome, SendResult
from shiming.vendors.mail.django_mail import DjangoMailSender
from shiming.vendors.mail.mail_box import MailBox
from shiming.vendors.mail.no_mail import NoMailSender

ADDRESS = "lin@example.com"


class RefusingServer(EmailBackend):
    """Answers to each recipient with one SMTP code, as a server would."""

    def __init__(self, code: int) -> None:
        super().__init__()
        self.code = code

    @override
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise smtplib.SMTPRecipientsRefused(dict.fromkeys(email_messages[0].to, (self.code, b"no")))


def send(sender: DjangoMailSender | MailBox | NoMailSender, address: str = ADDRESS) -> SendResult:
    return sender.send(message_id=uuid.uuid4(), address=address, subject="验证码", body="482913")


class TestDjangoMailSender:
    def test_sends_a_plain_letter_with_the_messages_id(self) -> None:
        result = send(DjangoMailSender(sender="实名 <noreply@example.gov>"))

        assert result.outcome is SendOutcome.ACCEPTED
        letter = mail.outbox[0]
        assert (letter.to, letter.subject, letter.body) == ([ADDRESS], "验证码", "482913")
        assert letter.extra_headers["Message-ID"] == f"<{result.reference}@example.gov>"

    @pytest.mark.parametrize(
        ("code", "outcome"), [(550, SendOutcome.REFUSED), (450, SendOutcome.UNAVAILABLE)]
    )
    def test_takes_only_a_permanent_word_for_a_refusal(
        self, code: int, outcome: SendOutcome
    ) -> None:
        sender = DjangoMailSender(sender="a@example.gov", backend=RefusingServer(code))

        assert send(sender) == SendResult(outcome=outcome, reason=f"smtp_{code}")

    def test_is_unavailable_when_nobody_listens(self, caplog: pytest.LogCaptureFixture) -> None:
        backend = EmailBackend(host="127.0.0.1", port=8748, timeout=1)

        result = send(DjangoMailSender(sender="a@example.gov", backend=backend))

        assert result.outcome is SendOutcome.UNAVAILABLE
        assert ADDRESS not in caplog.text


class TestMailBox:
    @pytest.mark.parametrize(
        ("address", "outcome"),
        [
            (ADDRESS, SendOutcome.ACCEPTED),
            ("refused@example.com", SendOutcome.REFUSED),
            ("unavailable@example.com", SendOutcome.UNAVAILABLE),
        ],
    )
    def test_answers_as_the_address_asks(self, address: str, outcome: SendOutcome) -> None:
        assert send(MailBox(), address).outcome is outcome


class TestNoMailSender:
    def test_refuses_every_letter(self) -> None:
        assert send(NoMailSender()).outcome is SendOutcome.REFUSED
