"""Background work: sending (the gateway is called between two use cases), reminding, clearing."""

import uuid

import structlog
from django.db import DatabaseError, connections

from shiming.jobs import operations as jobs
from shiming.jobs.errors import RetryLater
from shiming.jobs.types import JobRun
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.messages import operations, ports, queries
from shiming.messages.actions.begin_delivery import Delivery, begin_delivery
from shiming.messages.actions.record_delivery import record_delivery
from shiming.messages.actions.record_receipt import record_receipt
from shiming.messages.actions.remove_old_messages import remove_old_messages
from shiming.messages.actions.reschedule_reminders import reschedule_reminders
from shiming.messages.actions.send_digest import send_digest
from shiming.messages.actions.set_reminder_rule import RESCHEDULE
from shiming.messages.actions.tell_step import tell_step
from shiming.messages.types import (
    Channel,
    DeliveryState,
    OutboxId,
    SendOutcome,
    SendResult,
    SmsReceipt,
)

_log = structlog.get_logger(__name__)
_BATCH = 200


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


@jobs.every(kind="messages.remind", minutes=10)
def remind(job: JobRun) -> None:
    """Tell what falls due, from the hour of the policy on: every step once, one digest a day."""
    if job.now.astimezone(clock.CHINA).time() < ports.policy().remind_from:
        return
    today = clock.today_in_china(job.now)
    while due := queries.list_due_reminders(today=today, most=_BATCH):
        for reminder_id in due:
            tell_step(reminder_id=reminder_id, now=job.now)
        if job.is_cancelled():
            return
    last: uuid.UUID | None = None
    while accounts := queries.list_accounts_waiting(today=today, after=last, most=_BATCH):
        for account_id in accounts:
            try:
                send_digest(account_id=account_id, now=job.now)
            except DomainError as refusal:
                # One text that must not go out does not keep back everybody else's.
                _log.error("messages.digest.refused", account_id=str(account_id), code=refusal.code)
        last = accounts[-1]
        if job.is_cancelled():
            return


@jobs.handler(RESCHEDULE)
def reschedule(job: JobRun) -> None:
    """Have the open reminders of a kind follow its new rule."""
    rule_id = uuid.UUID(job.subject)
    after = reschedule_reminders(rule_id=rule_id, after=None, now=job.now)
    while after is not None and not job.is_cancelled():
        after = reschedule_reminders(rule_id=rule_id, after=after, now=job.now)


@jobs.every(kind="messages.remove_old", minutes=60)
def remove_old(job: JobRun) -> None:
    """Remove what was kept long enough."""
    while remove_old_messages(now=job.now) and not job.is_cancelled():
        continue


def take_receipt(receipt: SmsReceipt) -> bool:
    """
    Keep a report of the mobile network; tell it to come again if that is not possible now.

    Gateways call this from threads of their own, which keep no connection.
    """
    try:
        return record_receipt(receipt=receipt, now=clock.now())
    except DatabaseError:
        _log.warning("messages.receipt.not_kept")
        return False
    finally:
        connections.close_all()
