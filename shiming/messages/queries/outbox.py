"""Reads of what leaves the platform: the log of sending, and the box of development."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence

from django.db.models import Q

from shiming.kernel.actor import Actor
from shiming.messages import errors, ports
from shiming.messages.models import OutboxMessage
from shiming.messages.policies.quiet import end_of_quiet
from shiming.messages.types import Channel, DeliveryState, MessagePermission, OutboxId

LOG_PAGE = 50
# The box is for development and demonstrations: nobody looks further back.
_BOX_SIZE = 200
# Neither recipient nor content: the log is read without opening the vault.
_LOGGED = (
    "id",
    "channel",
    "kind",
    "template",
    "template_version",
    "recipient_masked",
    "state",
    "attempts",
    "created_at",
    "next_try_at",
    "sent_at",
    "reference",
    "error",
    "receipt",
    "receipt_detail",
    "received_at",
)


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


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LogPart:
    """One page of the log, newest first, and where the next one begins if there is one."""

    messages: Sequence[OutboxMessage]
    following: tuple[dt.datetime, uuid.UUID] | None


def list_log(
    *,
    viewer: Actor,
    state: DeliveryState | None = None,
    after: tuple[dt.datetime, uuid.UUID] | None = None,
    most: int = LOG_PAGE,
) -> LogPart:
    """
    Return a page of what was sent to whom (masked), with state, tries and the network's answer.

    :raises errors.MayNotReadLog: if the viewer may not read the log
    """
    if not viewer.may(MessagePermission.READ_LOG):
        raise errors.MayNotReadLog
    logged = OutboxMessage.objects.only(*_LOGGED)
    if state is not None:
        logged = logged.filter(state=state)
    if after is not None:
        instant, key = after
        logged = logged.filter(created_at__lte=instant).filter(
            Q(created_at__lt=instant) | Q(id__lt=key)
        )
    found = list(logged.order_by("-created_at", "-id")[: most + 1])
    if len(found) <= most:
        return LogPart(messages=found, following=None)
    last = found[most - 1]
    return LogPart(messages=found[:most], following=(last.created_at, last.pk))


def quiet_for(*, message_id: OutboxId, now: dt.datetime) -> dt.timedelta | None:
    """Return how long a message must wait for the quiet hours to end, or None."""
    until = end_of_quiet(now=now, policy=ports.policy())
    if until is None or not OutboxMessage.objects.filter(pk=message_id, may_wait=True).exists():
        return None
    return until - now


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
