"""Writing messages into the outbox and the message centre."""

import uuid

import pytest
from django.db import connection, transaction

from shiming.jobs.models import Job
from shiming.messages import operations
from shiming.messages.errors import MessageHoldsIdentity, TemplateUnfit
from shiming.messages.models import InboxMessage, OutboxMessage
from shiming.messages.types import Contacts
from tests.messages.conftest import ACCOUNT, EMAIL, MOBILE, NOW, KnownContacts, WriteTemplate

pytestmark = pytest.mark.django_db


def stored_bytes() -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT recipient, content FROM messages_outboxmessage")
        return b"".join(bytes(value) for row in cursor.fetchall() for value in row if value)


class TestSendSms:
    def test_writes_message_and_job_together(self, write_template: WriteTemplate) -> None:
        template = write_template(sms="验证码 {code}")

        message_id = operations.send_sms(
            template=template, mobile=MOBILE, context={"code": "482913"}, now=NOW
        )

        message = OutboxMessage.objects.get(pk=message_id)
        assert (message.recipient, message.recipient_masked) == ("+8619900001234", "199****1234")
        assert message.content == {"body": "验证码 482913"}
        assert Job.objects.get().subject == str(message_id)

    def test_encrypts_whom_and_what(self, write_template: WriteTemplate) -> None:
        template = write_template(sms="验证码 {code}")

        operations.send_sms(template=template, mobile=MOBILE, context={"code": "482913"}, now=NOW)

        assert b"19900001234" not in stored_bytes()
        assert b"482913" not in stored_bytes()

    def test_leaves_nothing_behind_when_the_caller_rolls_back(
        self, write_template: WriteTemplate
    ) -> None:
        template = write_template(sms="验证码 {code}")

        with transaction.atomic():
            operations.send_sms(template=template, mobile=MOBILE, context={"code": "1"}, now=NOW)
            transaction.set_rollback(True)

        assert not OutboxMessage.objects.exists()
        assert not Job.objects.exists()

    def test_refuses_an_identity_number_and_writes_nothing(
        self, write_template: WriteTemplate
    ) -> None:
        template = write_template(sms="您的号码 {number}")

        with pytest.raises(MessageHoldsIdentity):
            operations.send_sms(
                template=template,
                mobile=MOBILE,
                context={"number": "600101199406182081"},
                now=NOW,
            )
        assert not OutboxMessage.objects.exists()

    def test_refuses_a_template_without_a_text(self, write_template: WriteTemplate) -> None:
        template = write_template(subject="s", body="b")

        with pytest.raises(TemplateUnfit):
            operations.send_sms(template=template, mobile=MOBILE, context={}, now=NOW)


class TestSendEmail:
    def test_writes_subject_and_body(self, write_template: WriteTemplate) -> None:
        template = write_template(subject="验证码", body="您的验证码 {code}")

        message_id = operations.send_email(
            template=template, address=EMAIL, context={"code": "482913"}, now=NOW
        )

        message = OutboxMessage.objects.get(pk=message_id)
        assert message.content == {"subject": "验证码", "body": "您的验证码 482913"}
        assert message.recipient_masked == "l***@example.com"


class TestNotify:
    def test_uses_every_channel_the_account_can_be_reached_on(
        self, write_template: WriteTemplate, contacts: KnownContacts
    ) -> None:
        template = write_template(sms="已通过", subject="审核结果", body="您的实名认证已通过。")

        operations.notify(template=template, account_id=ACCOUNT, context={}, now=NOW)

        message = InboxMessage.objects.get(account_id=ACCOUNT)
        assert (message.title, message.body) == ("审核结果", "您的实名认证已通过。")
        assert set(OutboxMessage.objects.values_list("channel", flat=True)) == {"sms", "email"}

    def test_stays_inside_without_contacts(
        self, write_template: WriteTemplate, contacts: KnownContacts
    ) -> None:
        contacts.contacts = Contacts()
        template = write_template(sms="已通过", subject="审核结果", body="已通过。")

        operations.notify(template=template, account_id=ACCOUNT, context={}, now=NOW)
        operations.notify(template=template, account_id=uuid.uuid4(), context={}, now=NOW)

        assert InboxMessage.objects.count() == 2
        assert not OutboxMessage.objects.exists()
