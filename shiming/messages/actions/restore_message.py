"""Use case: somebody takes a message back out of the archive or the bin."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.messages import errors, queries
from shiming.messages.models import InboxMessage
from shiming.messages.types import INBOX_SHELVES, InboxId, MessageEvent, Shelf


def restore_message(*, message_id: InboxId, owner: Actor, now: dt.datetime) -> None:
    """
    Put a message back where it lay before: among the unread ones if it was never opened.

    :raises errors.MessageNotFound: if there is none, or it is somebody else's
    :raises errors.MessageNotShelved: if it lies in the inbox already
    """
    with transaction.atomic(durable=True):
        message = queries.get_message(message_id=message_id, viewer=owner)
        shelf = Shelf.UNREAD if message.read_at is None else Shelf.READ
        moved = InboxMessage.objects.filter(pk=message.pk).exclude(shelf__in=INBOX_SHELVES)
        if not moved.update(shelf=shelf, shelved_at=None):
            raise errors.MessageNotShelved
        audit.record(
            event=MessageEvent.RESTORED,
            actor=owner,
            subject=f"message:{message.pk}",
            at=now,
            details={"kind": message.kind},
        )
