"""Sending what the outbox holds."""

import datetime as dt
import logging

import pytest

from shiming.jobs import tasks as jobs
from shiming.messages import operations
from shiming.messages.models import OutboxMessage
from shiming.messages.types import DeliveryState
from tests.messages.conftest import (
    ACCEPTED,
    EMAIL,
    MOBILE,
    NOW,
    REFUSED,
    UNAVAILABLE,
    RecordingGateway,
    WriteTemplate,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def text(write_template: WriteTemplate) -> OutboxMessage:
    message_id = operations.send_sms(
        template=write_template(sms="验证码 {code}"),
        mobile=MOBILE,
        context={"code": "482913"},
        now=NOW,
    )
    return OutboxMessage.objects.get(pk=message_id)


def sent_once_more(text: OutboxMessage, now: dt.datetime = NOW) -> OutboxMessage:
    jobs.run_due_jobs(now=now)
    text.refresh_from_db()
    return text


class TestDeliver:
    def test_hands_the_text_over_and_erases_it(
        self, text: OutboxMessage, gateway: RecordingGateway
    ) -> None:
        sent = sent_once_more(text)

        assert gateway.texts == [("+8619900001234", "验证码 482913")]
        assert (sent.state, sent.reference, sent.content) == (DeliveryState.SENT, "ref-1", None)
        assert sent.sent_at is not None

    def test_sends_a_letter_through_the_mail_sender(
        self, write_template: WriteTemplate, gateway: RecordingGateway
    ) -> None:
        template = write_template(subject="验证码", body="{code}")
        operations.send_email(template=template, address=EMAIL, context={"code": "1"}, now=NOW)

        jobs.run_due_jobs(now=NOW)

        assert gateway.texts == [(EMAIL, "验证码|1")]

    def test_keeps_the_text_where_a_box_shows_it(
        self, text: OutboxMessage, gateway: RecordingGateway
    ) -> None:
        gateway.keeps_content = True

        assert sent_once_more(text).content == {"body": "验证码 482913"}

    def test_sends_nothing_twice(self, text: OutboxMessage, gateway: RecordingGateway) -> None:
        sent_once_more(text)
        sent_once_more(text, NOW + dt.timedelta(days=1))

        assert len(gateway.texts) == 1

    def test_tries_again_while_the_gateway_is_unavailable_with_the_same_id(
        self, text: OutboxMessage, gateway: RecordingGateway
    ) -> None:
        gateway.answer = UNAVAILABLE
        waiting = sent_once_more(text)
        state_between = (waiting.state, waiting.error, waiting.content is not None)
        gateway.answer = ACCEPTED

        sent = sent_once_more(text, NOW + dt.timedelta(hours=1))

        assert state_between == (DeliveryState.QUEUED, "timeout", True)
        assert (sent.state, sent.attempts) == (DeliveryState.SENT, 2)
        assert len(set(gateway.ids)) == 1

    def test_gives_up_at_last(self, text: OutboxMessage, gateway: RecordingGateway) -> None:
        gateway.answer = UNAVAILABLE
        for hours in range(operations.MAX_ATTEMPTS + 5):
            sent_once_more(text, NOW + dt.timedelta(hours=hours))

        assert (text.state, text.attempts) == (DeliveryState.FAILED, operations.MAX_ATTEMPTS)
        assert text.content is None

    def test_does_not_try_a_refused_number_again(
        self,
        text: OutboxMessage,
        gateway: RecordingGateway,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        gateway.answer = REFUSED
        with caplog.at_level(logging.WARNING):
            failed = sent_once_more(text)

        assert (failed.state, failed.error) == (DeliveryState.FAILED, "number_refused")
        assert sent_once_more(text, NOW + dt.timedelta(days=1)).attempts == 1
        assert "number_refused" in caplog.text
        assert "19900001234" not in caplog.text
