"""What falls due is told on its days, once, in one digest a day."""

import datetime as dt
import json
import uuid

import pytest
from django.db import transaction

from shiming.audit.models import AuditRecord
from shiming.jobs import tasks as jobs
from shiming.jobs.types import JobId, JobRun
from shiming.kernel.actor import ActingIdentity, Actor
from shiming.kernel.clock import CHINA
from shiming.messages import errors, operations, ports, queries, tasks
from shiming.messages.actions.send_digest import send_digest
from shiming.messages.actions.set_reminder_rule import set_reminder_rule
from shiming.messages.actions.tell_step import tell_step
from shiming.messages.errors import TemplateUnfit
from shiming.messages.models import Digest, DigestLine, InboxMessage, OutboxMessage, Reminder
from shiming.messages.types import (
    Contacts,
    MessagePermission,
    Receiver,
    ReceiverKind,
    ReminderId,
)
from tests.messages.conftest import ACCOUNT, KnownContacts, WriteRule

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.messages.web.urls")]

PERSON = uuid.UUID(int=21)
OFFICER = uuid.UUID(int=41)
OPERATOR = Actor(
    account_id=uuid.UUID(int=51),
    identity=ActingIdentity(permissions=frozenset({MessagePermission.CONFIGURE_REMINDERS})),
)
DUE = dt.datetime(2026, 3, 31, 12, 0, tzinfo=CHINA)


def at(month: int, day: int, hour: int = 9) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=CHINA)


START = at(1, 5)


def ask_for(
    kind: str,
    *,
    subject: str = "certificate:1",
    receiver: Receiver | None = None,
    due_at: dt.datetime = DUE,
    now: dt.datetime = START,
) -> None:
    operations.remind(
        kind=kind,
        subject=subject,
        receiver=receiver or Receiver.account(ACCOUNT),
        due_at=due_at,
        link_name="messages:preferences",
        now=now,
    )


def work_at(now: dt.datetime) -> None:
    """Do what the worker does every ten minutes."""
    tasks.remind(JobRun(id=JobId(uuid.uuid4()), kind="messages.remind", subject="", now=now))


def days_told(first: dt.datetime, last: dt.datetime) -> list[dt.date]:
    """Let days go by, several turns of the worker each, and return when a digest came."""
    told, day = [], first
    while day <= last:
        before = InboxMessage.objects.count()
        for hour in (8, 9, 15):
            work_at(day.replace(hour=hour))
        told += [day.date()] * (InboxMessage.objects.count() - before)
        day += dt.timedelta(days=1)
    return told


@pytest.fixture(autouse=True)
def _reachable(contacts: KnownContacts) -> None:
    """Have the account reached over both channels."""


class TestReminding:
    def test_tells_every_step_once_on_its_day(self, write_rule: WriteRule) -> None:
        ask_for(write_rule(steps=[30, 7, 1, 0, -7]))

        told = days_told(at(2, 25), at(4, 12))

        assert told == [
            dt.date(2026, month, day) for month, day in ((3, 1), (3, 24), (3, 30), (3, 31), (4, 7))
        ]

    def test_waits_for_the_hour_of_the_policy(self, write_rule: WriteRule) -> None:
        ask_for(write_rule(steps=[0]))

        work_at(at(3, 31, 8))
        early = InboxMessage.objects.count()
        work_at(at(3, 31, 9))

        assert (early, InboxMessage.objects.count()) == (0, 1)

    def test_puts_all_of_a_day_into_one_digest(self, write_rule: WriteRule) -> None:
        first = write_rule("ending", steps=[0], subject="证书到期")
        second = write_rule("lapsing", steps=[7], subject="授权到期")
        ask_for(first)
        ask_for(second, due_at=at(4, 7))

        work_at(at(3, 31))

        message = InboxMessage.objects.get()
        assert message.kind == "reminder"
        assert message.title == "您有 2 项到期提醒"
        assert message.body.startswith("2026-03-31 证书到期\n2026-04-07 授权到期\n")
        texts = OutboxMessage.objects.values_list("channel", flat=True)
        assert sorted(texts) == ["email", "sms"]

    def test_keeps_for_tomorrow_what_comes_after_the_digest(self, write_rule: WriteRule) -> None:
        kind = write_rule(steps=[0])
        ask_for(kind)
        work_at(at(3, 31))

        ask_for(kind, subject="certificate:2", now=at(3, 31, 10))
        work_at(at(3, 31, 11))
        same_day = InboxMessage.objects.count()
        work_at(at(4, 1))

        assert (same_day, InboxMessage.objects.count()) == (1, 2)

    def test_reaches_accounts_and_whoever_stands_behind_a_receiver(
        self, write_rule: WriteRule
    ) -> None:
        class Book:
            def accounts_of(self, receiver: Receiver) -> list[uuid.UUID]:
                return [OFFICER, ACCOUNT] if receiver.kind is ReceiverKind.PERSON else []

        ask_for(write_rule(steps=[0]), receiver=Receiver.person(PERSON))

        with ports.receiver_book.replaced(Book()):
            work_at(at(3, 31))

        assert set(InboxMessage.objects.values_list("account_id", flat=True)) == {OFFICER, ACCOUNT}

    def test_says_nothing_of_what_was_mended(self, write_rule: WriteRule) -> None:
        kind = write_rule(steps=[7, 0])
        ask_for(kind)
        ask_for(kind, subject="certificate:2")

        closed = operations.cancel_reminder(kind=kind, subject="certificate:1", now=at(3, 20))
        days_told(at(3, 20), at(4, 2))

        assert closed == 1
        assert [message.title for message in InboxMessage.objects.all()] == [
            "您有 1 项到期提醒"
        ] * 2

    def test_says_nothing_of_what_was_mended_between_its_step_and_the_digest(
        self, write_rule: WriteRule
    ) -> None:
        kind = write_rule(steps=[0])
        ask_for(kind)
        tell_step(reminder_id=ReminderId(Reminder.objects.get().pk), now=at(3, 31))
        operations.cancel_reminder(kind=kind, subject="certificate:1", now=at(3, 31))

        work_at(at(3, 31))

        assert not InboxMessage.objects.exists()
        assert not Digest.objects.exists()
        assert not DigestLine.objects.filter(sent_at=None).exists()

    def test_begins_anew_when_the_day_moves_and_only_then(self, write_rule: WriteRule) -> None:
        kind = write_rule(steps=[7])
        ask_for(kind)
        work_at(at(3, 24))

        ask_for(kind, now=at(3, 25))
        work_at(at(3, 26))
        unmoved = InboxMessage.objects.count()
        ask_for(kind, due_at=at(6, 30), now=at(3, 27))

        assert unmoved == 1
        assert days_told(at(6, 20), at(6, 30)) == [dt.date(2026, 6, 23)]

    def test_tells_only_the_nearest_of_steps_that_have_passed(self, write_rule: WriteRule) -> None:
        ask_for(write_rule(steps=[30, 7, 1]), now=at(3, 26))

        assert days_told(at(3, 26), at(3, 31)) == [dt.date(2026, 3, 26), dt.date(2026, 3, 30)]

    def test_refuses_kinds_that_no_area_knows(self, write_rule: WriteRule) -> None:
        with pytest.raises(TemplateUnfit):
            ask_for("samples/unknown")
        assert not Reminder.objects.exists()


class TestAWorkerThatDies:
    def test_between_step_and_digest_repeats_nothing_and_forgets_nothing(
        self, write_rule: WriteRule
    ) -> None:
        ask_for(write_rule(steps=[7, 0]))
        reminder_id = ReminderId(Reminder.objects.get().pk)

        first = tell_step(reminder_id=reminder_id, now=at(3, 24))
        # Here it dies; another one begins from the start.
        again = tell_step(reminder_id=reminder_id, now=at(3, 24))
        work_at(at(3, 24))

        assert (first, again) == (True, False)
        assert InboxMessage.objects.count() == 1

    def test_within_the_digest_leaves_no_half_of_it(self, write_rule: WriteRule) -> None:
        ask_for(write_rule(steps=[0]))
        tell_step(reminder_id=ReminderId(Reminder.objects.get().pk), now=at(3, 31))

        class DyingBook:
            def contacts_of(self, account_id: uuid.UUID) -> Contacts:
                raise MemoryError

        with ports.address_book.replaced(DyingBook()), pytest.raises(MemoryError):
            send_digest(account_id=ACCOUNT, now=at(3, 31))
        half = (InboxMessage.objects.count(), OutboxMessage.objects.count())
        work_at(at(3, 31))

        assert half == (0, 0)
        assert InboxMessage.objects.count() == 1

    def test_after_the_digest_sends_no_second_one(self, write_rule: WriteRule) -> None:
        ask_for(write_rule(steps=[0]))
        work_at(at(3, 31))

        assert not send_digest(account_id=ACCOUNT, now=at(3, 31, 10))
        assert InboxMessage.objects.count() == 1


class TestTheRuleOfAKind:
    def test_is_the_operators_once_they_set_it(self, write_rule: WriteRule) -> None:
        kind = write_rule(steps=[30])
        ask_for(kind)

        set_reminder_rule(
            kind=kind, steps=[-1, 3], receivers=["owner"], operator=OPERATOR, now=START
        )
        jobs.run_due_jobs(now=START)

        assert days_told(at(2, 25), at(4, 5)) == [dt.date(2026, 3, 28), dt.date(2026, 4, 1)]
        assert json.loads(AuditRecord.objects.get().details) == {
            "kind": kind,
            "steps": "3 -1",
            "receivers": "owner",
        }

    def test_may_tell_an_office_as_well(self, write_rule: WriteRule) -> None:
        class Book:
            def accounts_of(self, receiver: Receiver) -> list[uuid.UUID]:
                return [OFFICER] if receiver == Receiver.permission("area:thing:act") else []

        kind = write_rule(steps=[0])
        set_reminder_rule(
            kind=kind,
            steps=[0],
            receivers=["owner", "area:thing:act"],
            operator=OPERATOR,
            now=START,
        )
        ask_for(kind)

        with ports.receiver_book.replaced(Book()):
            work_at(at(3, 31))

        assert set(InboxMessage.objects.values_list("account_id", flat=True)) == {OFFICER, ACCOUNT}

    def test_is_for_operators_who_may_and_for_kinds_that_are(self, write_rule: WriteRule) -> None:
        kind = write_rule(steps=[30])

        with pytest.raises(errors.MayNotConfigureReminders):
            set_reminder_rule(
                kind=kind,
                steps=[1],
                receivers=["owner"],
                operator=Actor(account_id=ACCOUNT),
                now=START,
            )
        with pytest.raises(errors.ReminderKindUnknown):
            set_reminder_rule(
                kind="samples/none", steps=[1], receivers=["owner"], operator=OPERATOR, now=START
            )
        with pytest.raises(errors.StepsUnfit):
            set_reminder_rule(
                kind=kind, steps=[], receivers=["owner"], operator=OPERATOR, now=START
            )
        assert queries.get_rule(kind=kind).steps == (30,)
        assert not AuditRecord.objects.exists()


class TestRemind:
    def test_is_forgotten_when_the_caller_rolls_back(self, write_rule: WriteRule) -> None:
        kind = write_rule(steps=[0])

        with transaction.atomic():
            ask_for(kind)
            transaction.set_rollback(True)

        assert not Reminder.objects.exists()
