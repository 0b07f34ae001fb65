"""Use case: somebody opens a message of the message centre."""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.kernel.actor import Actor
from shiming.messages import queries
from shiming.messages.models import InboxMessage
from shiming.messages.types import InboxId, Shelf


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReadMessage:
    """What the page shows of a message."""

    title: str
    body: str
    created_at: dt.datetime


def read_message(*, message_id: InboxId, reader: Actor, now: dt.datetime) -> ReadMessage:
    """
    Return a message of the reader's own and mark it as read.

    Reading one's own messages changes nothing that an auditor would ask about: no audit record.

    :raises errors.MessageNotFound: if there is none, or it is somebody else's
    """
    with transaction.atomic(durable=True):
        message = queries.get_message(message_id=message_id, viewer=reader)
        InboxMessage.objects.filter(pk=message_id, shelf=Shelf.UNREAD).update(
            read_at=now, shelf=Shelf.READ
        )
    return ReadMessage(title=message.title, body=message.body, created_at=message.created_at)
