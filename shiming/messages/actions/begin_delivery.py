"""Use case: a worker takes a message of the outbox to hand it to a gateway."""

import dataclasses
import datetime as dt

from django.db import transaction
from django.db.models import F

from shiming.messages.models import OutboxMessage
from shiming.messages.types import Channel, DeliveryState, OutboxId


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What the gateway needs; `repr` shows none of it."""

    message_id: OutboxId
    channel: Channel
    recipient: str = dataclasses.field(repr=False)
    subject: str = dataclasses.field(repr=False)
    body: str = dataclasses.field(repr=False)


def begin_delivery(*, message_id: OutboxId, now: dt.datetime) -> Delivery | None:
    """Count an attempt and return what is to be sent, or None if it was sent or has failed."""
    with transaction.atomic(durable=True):
        queued = OutboxMessage.objects.filter(pk=message_id, state=DeliveryState.QUEUED)
        if not queued.update(attempts=F("attempts") + 1, next_try_at=now):
            return None
        message = OutboxMessage.objects.get(pk=message_id)
    return Delivery(
        message_id=message_id,
        channel=Channel(message.channel),
        recipient=message.recipient,
        subject=message.content.get("subject", ""),
        body=message.content["body"],
    )
