"""Handing over what waits for an account that is merged into another one."""

import datetime as dt
import uuid

from shiming.messages.models import DigestLine, InboxMessage, Reminder, Todo
from shiming.messages.types import Receiver


def move_messages(*, account_id: uuid.UUID, to_id: uuid.UUID, now: dt.datetime) -> None:
    """
    Let another account of the same person have the messages, to-dos and reminders of this one.

    What the other one waits for itself is not told twice.
    """
    InboxMessage.objects.filter(account_id=account_id).update(account_id=to_id)
    old, new = str(Receiver.account(account_id)), str(Receiver.account(to_id))
    for todo in Todo.objects.filter(receiver=old, is_done=False).order_by("id"):
        waits = Todo.objects.filter(
            receiver=new, kind=todo.kind, subject=todo.subject, is_done=False
        )
        if waits.exists():
            Todo.objects.filter(pk=todo.pk).update(is_done=True, done_at=now)
        else:
            Todo.objects.filter(pk=todo.pk).update(receiver=new)
    for reminder in Reminder.objects.filter(receiver=old, closed_at=None).order_by("id"):
        asked = Reminder.objects.filter(
            receiver=new, kind=reminder.kind, subject=reminder.subject, closed_at=None
        )
        if asked.exists():
            Reminder.objects.filter(pk=reminder.pk).update(closed_at=now, next_on=None)
        else:
            Reminder.objects.filter(pk=reminder.pk).update(receiver=new)
    had = DigestLine.objects.filter(account_id=to_id).values("reminder_id")
    lines = DigestLine.objects.filter(account_id=account_id, sent_at=None)
    lines.exclude(reminder_id__in=had).update(account_id=to_id)
