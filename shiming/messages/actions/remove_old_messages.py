"""Use case: what was kept long enough goes, a batch at a time."""

import datetime as dt
from collections.abc import Iterator

from django.db import models, transaction
from django.db.models import Q

from shiming.kernel.clock import today_in_china
from shiming.messages import ports
from shiming.messages.models import Digest, DigestLine, InboxMessage, OutboxMessage, Reminder, Todo
from shiming.messages.types import DeliveryState, Shelf

BATCH = 1000


def remove_old_messages(*, now: dt.datetime) -> int:
    """
    Remove a batch of every sort of what is too old; return how many rows went.

    What still waits to be sent or done is never too old.
    """
    removed = 0
    for old in _too_old(now):
        keys = list(old.values_list("pk", flat=True)[:BATCH])
        if keys:
            with transaction.atomic(durable=True):
                count, _by_model = old.model._default_manager.filter(pk__in=keys).delete()  # noqa: SLF001 - the public name of it
            removed += count
    return removed


def _too_old(now: dt.datetime) -> Iterator["models.QuerySet[models.Model]"]:
    policy = ports.policy()
    yield OutboxMessage.objects.filter(created_at__lt=now - policy.keep_outbox).exclude(
        state=DeliveryState.QUEUED
    )
    yield InboxMessage.objects.filter(created_at__lt=now - policy.keep_inbox)
    yield InboxMessage.objects.filter(shelf=Shelf.BINNED, shelved_at__lt=now - policy.keep_binned)
    yield Todo.objects.filter(is_done=True, done_at__lt=now - policy.keep_done)
    yield DigestLine.objects.filter(sent_at__lt=now - policy.keep_done)
    yield Reminder.objects.filter(Q(closed_at__lt=now - policy.keep_done))
    yield Digest.objects.filter(on_date__lt=today_in_china(now) - dt.timedelta(days=30))
