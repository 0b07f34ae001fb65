"""Reads of the area."""

import dataclasses
import datetime as dt
import uuid

from django.db.models import Case, IntegerField, When

from shiming.kernel.actor import Actor
from shiming.messages import errors
from shiming.messages.models import InboxMessage, OutboxMessage
from shiming.messages.types import Channel, InboxId

PAGE_SIZE = 50
# The box is for development and demonstrations: nobody looks further back.
_BOX_SIZE = 200


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class BoxedText:
    """One sent text in the box that stands in for a mobile or a mailbox."""

    id: uuid.UUID
    channel: Channel
    recipient: str
    subject: str
    body: str
    state: str
    created_at: dt.datetime


def list_messages(*, viewer: Actor) -> list[InboxMessage]:
    """Return the viewer's newest messages, unread ones first (K1)."""
    if viewer.account_id is None:
        return []
    own = InboxMessage.objects.filter(account_id=viewer.account_id)
    # Said in SQL, for the databases differ in where NULL sorts.
    is_read = Case(When(read_at=None, then=0), default=1, output_field=IntegerField())
    return list(own.order_by(is_read, "-created_at", "-id")[:PAGE_SIZE])


def count_unread_messages(*, account_id: uuid.UUID) -> int:
    """Return how many messages of an account were never opened, for the number on the tab."""
    return InboxMessage.objects.filter(account_id=account_id, read_at=None).count()


def get_message(*, message_id: InboxId, viewer: Actor) -> InboxMessage:
    """
    Return a message of the viewer's own.

    :raises errors.MessageNotFound: if there is none, or it is somebody else's
    """
    message = None
    if viewer.account_id is not None:
        message = InboxMessage.objects.filter(pk=message_id, account_id=viewer.account_id).first()
    if message is None:
        raise errors.MessageNotFound
    return message


def list_boxed_texts_unscoped(*, tail: str = "") -> list[BoxedText]:
    """
    Return what a box keeps, newest first; `tail` is how the recipient's number or address ends.

    Only gateways that are simulators keep texts, so that outside of development this is empty.
    """
    kept = OutboxMessage.objects.filter(content__isnull=False).order_by("-created_at", "-id")
    return [
        BoxedText(
            id=message.pk,
            channel=Channel(message.channel),
            recipient=message.recipient_masked,
            subject=message.content.get("subject", ""),
            body=message.content["body"],
            state=message.state,
            created_at=message.created_at,
        )
        for message in kept[:_BOX_SIZE]
        if message.recipient.endswith(tail)
    ]
