"""Use case: a worker records what a gateway made of a message."""

import datetime as dt

from django.db import transaction

from shiming.messages.models import OutboxMessage
from shiming.messages.types import DeliveryState, OutboxId, SendOutcome, SendResult


def record_delivery(
    *,
    message_id: OutboxId,
    result: SendResult,
    keeps_content: bool,
    is_last_attempt: bool,
    now: dt.datetime,
) -> DeliveryState:
    """
    Record the outcome of an attempt and return where the message stands now.

    Once a message has been sent or has failed, its text is erased; the log of sending stays.
    """
    state = DeliveryState.QUEUED
    if result.outcome is SendOutcome.ACCEPTED:
        state = DeliveryState.SENT
    elif result.outcome is SendOutcome.REFUSED or is_last_attempt:
        state = DeliveryState.FAILED
    changes: dict[str, object] = {
        "state": state,
        "reference": result.reference,
        "error": result.reason,
    }
    if state is DeliveryState.SENT:
        changes["sent_at"] = now
    if state is not DeliveryState.QUEUED:
        changes["next_try_at"] = None
        if not keeps_content:
            changes["content"] = None
    with transaction.atomic(durable=True):
        OutboxMessage.objects.filter(pk=message_id, state=DeliveryState.QUEUED).update(**changes)
    return state
