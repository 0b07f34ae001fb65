"""Asking to be reminded of what falls due, in the caller's transaction (K4)."""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.urls import reverse

from shiming.kernel.clock import today_in_china
from shiming.messages.errors import TemplateUnfit
from shiming.messages.models import Reminder
from shiming.messages.policies.reminders import next_day
from shiming.messages.queries.reminders import get_rule
from shiming.messages.template_files import get_template
from shiming.messages.types import Receiver


def remind(
    *,
    kind: str,
    subject: str,
    receiver: Receiver,
    due_at: dt.datetime,
    link_name: str,
    now: dt.datetime,
    link_args: Mapping[str, object] | None = None,
    context: Mapping[str, str | int] | None = None,
) -> None:
    """
    Have somebody reminded of what falls due at `due_at`, on the days that the rule of `kind` says.

    `kind` names the message template whose `subject` is the line in the digest. Asked for again
    with another `due_at`, the steps begin anew; with the same one, nothing is told twice.

    :raises TemplateUnfit: if no area knows the kind, or the variables do not fit its template
    """
    rule = get_rule(kind=kind)
    template = get_template(kind)
    if not template.has("subject") or template.variables != set(context or {}):
        raise TemplateUnfit(f"{kind} wants a subject and the variables {template.variables}")
    new = Reminder(
        kind=kind,
        subject=subject,
        receiver=str(receiver),
        context=dict(context) if context else None,
        link=reverse(link_name, kwargs=dict(link_args or {})),
        due_at=due_at,
        next_on=next_day(
            due_on=today_in_china(due_at),
            steps=rule.steps,
            last_step=None,
            today=today_in_china(now),
        ),
        created_at=now,
    )
    # The unique index decides between two that ask at once.
    Reminder.objects.bulk_create([new], ignore_conflicts=True)
    same = Reminder.objects.filter(
        kind=kind, subject=subject, receiver=str(receiver), closed_at=None
    ).exclude(pk=new.pk)
    same.update(context=new.context, link=new.link)
    same.exclude(due_at=due_at).update(due_at=due_at, next_on=new.next_on, last_step=None)


def cancel_reminder(*, kind: str, subject: str, now: dt.datetime) -> int:
    """Stop reminding of something, since it was mended or is no more; return how many stopped."""
    open_ones = Reminder.objects.filter(kind=kind, subject=subject, closed_at=None)
    return open_ones.update(closed_at=now, next_on=None)


def reschedule(*, reminder: Reminder, steps: tuple[int, ...], now: dt.datetime) -> uuid.UUID:
    """Set the next day of a reminder by other steps; return its key."""
    day = next_day(
        due_on=today_in_china(reminder.due_at),
        steps=steps,
        last_step=reminder.last_step,
        today=today_in_china(now),
    )
    Reminder.objects.filter(
        pk=reminder.pk, closed_at=None, due_at=reminder.due_at, next_on=reminder.next_on
    ).update(next_on=day)
    return reminder.pk
