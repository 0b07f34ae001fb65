"""Use case: the open reminders of a kind follow its new rule, a batch at a time."""

import datetime as dt
import uuid

from django.db import transaction

from shiming.messages import operations, queries
from shiming.messages.models import ReminderRule

BATCH = 500


def reschedule_reminders(
    *, rule_id: uuid.UUID, after: uuid.UUID | None, now: dt.datetime
) -> uuid.UUID | None:
    """Set the next days of a batch of reminders; return where the next batch begins, or None."""
    with transaction.atomic(durable=True):
        rule = ReminderRule.objects.get(pk=rule_id)
        batch = queries.list_open_reminders(kind=rule.kind, after=after, most=BATCH)
        for reminder in batch:
            operations.reschedule(reminder=reminder, steps=tuple(rule.steps), now=now)
    return batch[-1].pk if len(batch) == BATCH else None
