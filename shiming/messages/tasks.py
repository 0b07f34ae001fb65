"""Sends what the outbox holds: the gateway is called between two use cases."""

import uuid

import structlog

from shiming.jobs import operations as jobs
from shiming.jobs.errors import RetryLater
from shiming.jobs.types import JobRun
from shiming.kernel import clock
from shiming.messages import operations, ports, queries
from shiming.messages.actions.begin_delivery import Delivery, begin_delivery
from shiming.messages.actions.record_delivery import record_delivery
from shiming.messages.types import Channel, DeliveryState, OutboxId, SendOutcome, SendResult

_log = structlog.get_logger(__name__)


@jobs.handler(operations.DELIVER)
def deliver(job: JobRun) -> None:
    """Hand one message to its gateway; come back later if the gateway is unavailable."""
    wait = queries.quiet_for(message_id=OutboxId(uuid.UUID(job.subject)), now=job.now)
    if wait is not None:
        raise RetryLater(after=wait)
    delivery = begin_delivery(message_id=OutboxId(uuid.UUID(job.subject)), now=job.now)
    if delivery is None:
        return
    result, keeps_content = _send(delivery)
    state = record_delivery(
        message_id=delivery.message_id,
        result=result,
        keeps_content=keeps_content,
        is_last_attempt=job.is_last_attempt,
        now=clock.now(),
    )
    if state is DeliveryState.FAILED:
        _log.warning("messages.delivery.failed", message_id=job.subject, reason=result.reason)
    if result.outcome is SendOutcome.UNAVAILABLE:
        raise RetryLater


def _send(delivery: Delivery) -> tuple[SendResult, bool]:
    if delivery.channel is Channel.SMS:
        gateway = ports.sms_gateway()
        result = gateway.send(
            message_id=delivery.message_id, mobile=delivery.recipient, text=delivery.body
        )
        return result, gateway.keeps_content
    sender = ports.mail_sender()
    result = sender.send(
        message_id=delivery.message_id,
        address=delivery.recipient,
        subject=delivery.subject,
        body=delivery.body,
    )
    return result, sender.keeps_content
