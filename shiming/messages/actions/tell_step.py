"""Use case: a step of a reminder has come; a line for the digest of each receiver."""

import datetime as dt
import uuid

from django.db import transaction

from shiming.kernel.clock import today_in_china
from shiming.messages import ports, queries
from shiming.messages.models import DigestLine, Reminder
from shiming.messages.policies.reminders import next_day, step_due
from shiming.messages.types import OWNER, Receiver, ReceiverKind, ReminderId


def tell_step(*, reminder_id: ReminderId, now: dt.datetime) -> bool:
    """
    Write the lines of a due step, and set the day of the next one; tell whether there was a step.

    Lines and day commit together: a worker that dies repeats nothing and forgets nothing.
    """
    today = today_in_china(now)
    with transaction.atomic(durable=True):
        reminder = Reminder.objects.get(pk=reminder_id)
        rule = queries.get_rule(kind=reminder.kind)
        due_on = today_in_china(reminder.due_at)
        step = step_due(due_on=due_on, steps=rule.steps, last_step=reminder.last_step, today=today)
        last_step = reminder.last_step if step is None else step
        # Compare-and-set: of two workers one goes on.
        won = Reminder.objects.filter(
            pk=reminder.pk, closed_at=None, due_at=reminder.due_at, next_on=reminder.next_on
        ).update(
            last_step=last_step,
            next_on=next_day(due_on=due_on, steps=rule.steps, last_step=last_step, today=today),
        )
        if not won or step is None:
            return False
        DigestLine.objects.bulk_create(
            [
                DigestLine(
                    account_id=account_id,
                    reminder=reminder,
                    due_at=reminder.due_at,
                    step=step,
                    created_at=now,
                )
                for account_id in _accounts(reminder, rule.receivers)
            ],
            ignore_conflicts=True,
        )
    return True


def _accounts(reminder: Reminder, receivers: tuple[str, ...]) -> list[uuid.UUID]:
    found: dict[uuid.UUID, None] = {}
    for one in receivers:
        receiver = Receiver.parse(reminder.receiver) if one == OWNER else Receiver.permission(one)
        accounts = (
            [uuid.UUID(receiver.key)]
            if receiver.kind is ReceiverKind.ACCOUNT
            else ports.receiver_book().accounts_of(receiver)
        )
        found |= dict.fromkeys(accounts)
    return list(found)
