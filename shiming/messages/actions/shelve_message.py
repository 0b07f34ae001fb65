"""Use case: somebody archives or deletes a message of the message centre."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.messages import queries
from shiming.messages.models import InboxMessage
from shiming.messages.types import InboxId, MessageEvent, Shelf


def shelve_message(*, message_id: InboxId, is_binned: bool, owner: Actor, now: dt.datetime) -> None:
    """
    Put a message of the owner's into the archive or the bin; `restore_message` undoes it.

    What lies in the bin is removed for good after the period of the policy.

    :raises errors.MessageNotFound: if there is none, or it is somebody else's
    """
    shelf = Shelf.BINNED if is_binned else Shelf.ARCHIVED
    with transaction.atomic(durable=True):
        message = queries.get_message(message_id=message_id, viewer=owner)
        moved = InboxMessage.objects.filter(pk=message.pk).exclude(shelf=shelf)
        if not moved.update(shelf=shelf, shelved_at=now):
            return
        audit.record(
            event=MessageEvent.SHELVED,
            actor=owner,
            subject=f"message:{message.pk}",
            at=now,
            details={"is_binned": is_binned, "kind": message.kind},
        )
