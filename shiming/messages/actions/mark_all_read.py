"""Use case: somebody marks all messages that a filter shows as read."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.messages import queries
from shiming.messages.models import InboxMessage
from shiming.messages.queries import InboxFilter
from shiming.messages.types import MessageEvent, Shelf

# One request stays short; pressing again goes on.
MOST_AT_ONCE = 5000


def mark_all_read(*, wanted: InboxFilter, owner: Actor, now: dt.datetime) -> int:
    """Mark the owner's unread messages of a filter as read, newest first; return how many."""
    with transaction.atomic(durable=True):
        ids = queries.list_unread_ids(viewer=owner, wanted=wanted, most=MOST_AT_ONCE)
        count = InboxMessage.objects.filter(pk__in=ids, shelf=Shelf.UNREAD).update(
            read_at=now, shelf=Shelf.READ
        )
        if count:
            audit.record(
                event=MessageEvent.ALL_READ,
                actor=owner,
                subject=f"account:{owner.account_id}",
                at=now,
                details={"count": count},
            )
    return count
