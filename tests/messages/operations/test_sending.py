"""Writing messages into the outbox and the message centre."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from shiming.jobs import tasks as jobs
from shiming.jobs.models import Job
from shiming.kernel.actor import ActingIdentity, ActingKind
from shiming.messages import operations, ports
from shiming.messages.errors import MessageHoldsIdentity, TemplateUnfit
from shiming.messages.models import InboxMessage, MessagePreferences, OutboxMessage
from shiming.messages.queries.preferences import wish
from shiming.messages.types import Channel, Contacts, DeliveryState, MessageKind
from tests.messages.conftest import (
    ACCOUNT,
    EMAIL,
    MOBILE,
    NOW,
    KnownContacts,
    RecordingGateway,
    WriteTemplate,
)

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


class TestAlertRisk:
    COMPANY = ActingIdentity(kind=ActingKind.OFFICE, legal_person_id=uuid.UUID(int=77))

    class Officers:
        def accounts_accepting(self, legal_person_id: uuid.UUID) -> list[uuid.UUID]:
            return [ACCOUNT] if legal_person_id == uuid.UUID(int=77) else []

    def test_reaches_only_the_officers_who_accepted(
        self, write_template: WriteTemplate, contacts: KnownContacts
    ) -> None:
        template = write_template(kind="risk", subject="申报逾期", body="请尽快办理。")

        with ports.risk_recipients.replaced(self.Officers()):
            told = operations.alert_risk(
                template=template, identity=self.COMPANY, context={}, now=NOW
            )
            operations.alert_risk(
                template=template,
                identity=dataclasses.replace(self.COMPANY, legal_person_id=uuid.UUID(int=78)),
                context={},
                now=NOW,
            )

        message = InboxMessage.objects.get()
        assert told == [message.pk]
        assert (message.account_id, message.kind) == (ACCOUNT, "risk")
        assert message.acting == f"legal_person:{uuid.UUID(int=77)}"

    def test_is_the_only_way_for_a_risk(
        self, write_template: WriteTemplate, contacts: KnownContacts
    ) -> None:
        risk = write_template("risk", kind="risk", subject="s", body="b")
        notice = write_template("notice", subject="s", body="b")

        with pytest.raises(TemplateUnfit):
            operations.notify(template=risk, account_id=ACCOUNT, context={}, now=NOW)
        with pytest.raises(TemplateUnfit):
            operations.alert_risk(template=notice, identity=self.COMPANY, context={}, now=NOW)
        assert not InboxMessage.objects.exists()
        assert not OutboxMessage.objects.exists()


class TestPreferences:
    def test_keep_what_is_not_wanted_inside_the_message_centre(
        self, write_template: WriteTemplate, contacts: KnownContacts
    ) -> None:
        template = write_template(sms="公告", subject="公告", body="正文")
        refuse(MessageKind.NOTICE, Channel.SMS)

        operations.notify(template=template, account_id=ACCOUNT, context={}, now=NOW)

        assert InboxMessage.objects.count() == 1
        assert [one.channel for one in OutboxMessage.objects.all()] == ["email"]

    @pytest.mark.parametrize("texts", [{"kind": "result"}, {"kind": "security"}])
    def test_do_not_hold_back_what_is_mandatory(
        self, write_template: WriteTemplate, contacts: KnownContacts, texts: dict[str, str]
    ) -> None:
        template = write_template(sms="已通过", subject="结果", body="已通过。", **texts)
        for channel in Channel:
            # Kept by hand: the use case refuses it.
            refuse(MessageKind(texts["kind"]), channel)

        operations.notify(template=template, account_id=ACCOUNT, context={}, now=NOW)

        assert OutboxMessage.objects.count() == 2

    def test_choose_the_language(
        self, write_template: WriteTemplate, contacts: KnownContacts
    ) -> None:
        template = write_template(
            subject="结果 {name}",
            body="已通过。",
            en={"subject": "Result {name}", "body": "Passed."},
        )
        MessagePreferences.objects.create(account_id=ACCOUNT, language="en", changed_at=NOW)

        operations.notify(template=template, account_id=ACCOUNT, context={"name": "A"}, now=NOW)

        assert InboxMessage.objects.get().title == "Result A"
        assert OutboxMessage.objects.get().content == {"subject": "Result A", "body": "Passed."}


class TestQuietHours:
    # 23:30 in China.
    NIGHT = dt.datetime(2026, 3, 2, 15, 30, tzinfo=dt.UTC)
    MORNING = dt.datetime(2026, 3, 3, 0, 0, tzinfo=dt.UTC)

    def test_delay_a_text_till_the_morning_and_lose_none(
        self, write_template: WriteTemplate, gateway: RecordingGateway
    ) -> None:
        operations.send_sms(
            template=write_template(sms="公告"), mobile=MOBILE, context={}, now=self.NIGHT
        )

        planned = OutboxMessage.objects.get().next_try_at

        jobs.run_due_jobs(now=self.MORNING - dt.timedelta(minutes=1))
        sent_at_night = list(gateway.texts)
        jobs.run_due_jobs(now=self.MORNING)

        # The log says when it will go out, and no try is wasted before.
        assert planned == self.MORNING
        assert OutboxMessage.objects.get().attempts == 1

        assert sent_at_night == []
        assert gateway.texts == [(MOBILE.value, "公告")]
        assert OutboxMessage.objects.get().state == DeliveryState.SENT

    @pytest.mark.parametrize("kind", ["code", "result", "security"])
    def test_do_not_hold_for_codes_and_mandatory_notices(
        self, write_template: WriteTemplate, gateway: RecordingGateway, kind: str
    ) -> None:
        operations.send_sms(
            template=write_template(sms="现在", kind=kind),
            mobile=MOBILE,
            context={},
            now=self.NIGHT,
        )

        jobs.run_due_jobs(now=self.NIGHT)

        assert len(gateway.texts) == 1

    def test_hold_at_the_moment_of_sending_too(
        self, write_template: WriteTemplate, gateway: RecordingGateway
    ) -> None:
        # Written in the daytime, while no worker ran until the night.
        operations.send_sms(template=write_template(sms="公告"), mobile=MOBILE, context={}, now=NOW)

        jobs.run_due_jobs(now=self.NIGHT)
        sent_at_night = list(gateway.texts)
        jobs.run_due_jobs(now=self.MORNING)

        assert sent_at_night == []
        assert len(gateway.texts) == 1

    def test_let_letters_pass(
        self, write_template: WriteTemplate, gateway: RecordingGateway
    ) -> None:
        template = write_template(subject="公告", body="正文")
        operations.send_email(template=template, address=EMAIL, context={}, now=self.NIGHT)

        jobs.run_due_jobs(now=self.NIGHT)

        assert len(gateway.texts) == 1


class TestDailyLimits:
    @pytest.fixture(autouse=True)
    def _tight_policy(self) -> Iterator[None]:
        policy = dataclasses.replace(ports.policy(), most_a_day=2, most_a_day_in_all=4)
        with ports.policy.replaced(policy):
            yield

    def send(self, template: str, times: int, now: dt.datetime = NOW) -> list[str]:
        for _time in range(times):
            operations.send_sms(template=template, mobile=MOBILE, context={}, now=now)
        sent = OutboxMessage.objects.order_by("created_at", "id")
        return [message.state for message in sent][-times:]

    def test_withhold_what_is_too_much_and_say_so_in_the_log(
        self, write_template: WriteTemplate
    ) -> None:
        states = self.send(write_template(sms="公告"), 3)

        withheld = OutboxMessage.objects.get(state=DeliveryState.WITHHELD)
        assert states == ["queued", "queued", "withheld"]
        assert (withheld.error, withheld.content) == ("daily_limit", None)
        assert Job.objects.count() == 2

    def test_leave_room_for_codes_but_not_without_end(self, write_template: WriteTemplate) -> None:
        self.send(write_template("notice", sms="公告"), 2)

        states = self.send(write_template("code", sms="验证码", kind="code"), 3)

        assert states == ["queued", "queued", "withheld"]

    def test_never_silence_what_is_said_of_an_accounts_safety(
        self, write_template: WriteTemplate
    ) -> None:
        self.send(write_template("code", sms="验证码", kind="code"), 5)

        states = self.send(write_template("safety", sms="密码已修改", kind="security"), 3)

        assert states == ["queued"] * 3

    def test_turn_over_at_midnight_in_china(self, write_template: WriteTemplate) -> None:
        template = write_template(sms="公告")
        self.send(template, 3)
        midnight = dt.datetime(2026, 3, 2, 16, 0, tzinfo=dt.UTC)

        before = self.send(template, 1, midnight - dt.timedelta(seconds=1))
        after = self.send(template, 1, midnight)

        assert (before, after) == (["withheld"], ["queued"])


def refuse(kind: MessageKind, channel: Channel) -> None:
    row, _created = MessagePreferences.objects.get_or_create(
        account_id=ACCOUNT, defaults={"changed_at": NOW}
    )
    row.refused = [*row.refused, wish(kind, channel)]
    row.save()
