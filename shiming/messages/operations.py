"""Writing messages, in the caller's transaction; a job sends them after its commit."""

import datetime as dt
import uuid
from collections.abc import Mapping

from shiming.jobs import operations as jobs
from shiming.kernel import masking_kit
from shiming.kernel.phones import Mobile
from shiming.messages import ports
from shiming.messages.message_templates import Template, get_template
from shiming.messages.models import InboxMessage, OutboxMessage
from shiming.messages.types import Channel, InboxId, OutboxId

DELIVER = "messages.deliver"
# With delays that double up to an hour: about half a day, after which a text has lost its use.
MAX_ATTEMPTS = 20


def send_sms(
    *,
    template: str,
    mobile: Mobile,
    context: Mapping[str, str | int],
    now: dt.datetime,
    account_id: uuid.UUID | None = None,
) -> OutboxId:
    """
    Write a text message to `mobile` into the outbox.

    :raises TemplateUnfit: if the template lacks a text for SMS, or the variables do not fit
    :raises errors.MessageHoldsIdentity: if the text would hold an unmasked identity number
    """
    filled = get_template(template)
    return _enqueue(
        channel=Channel.SMS,
        template=filled,
        recipient=mobile.value,
        recipient_masked=mobile.masked,
        content={"body": filled.fill("sms", context)},
        now=now,
        account_id=account_id,
    )


def send_email(
    *,
    template: str,
    address: str,
    context: Mapping[str, str | int],
    now: dt.datetime,
    account_id: uuid.UUID | None = None,
) -> OutboxId:
    """
    Write a letter to `address` into the outbox.

    :raises TemplateUnfit: if the template lacks subject and body, or the variables do not fit
    :raises errors.MessageHoldsIdentity: if the text would hold an unmasked identity number
    """
    filled = get_template(template)
    return _enqueue(
        channel=Channel.EMAIL,
        template=filled,
        recipient=address,
        recipient_masked=masking_kit.mask_email(address),
        content={"subject": filled.fill("subject", context), "body": filled.fill("body", context)},
        now=now,
        account_id=account_id,
    )


def notify(
    *,
    template: str,
    account_id: uuid.UUID,
    context: Mapping[str, str | int],
    now: dt.datetime,
) -> InboxId:
    """
    Tell an account something: in its message centre, and over each channel it can be reached on.

    The template needs `subject` and `body`; with `sms` a text goes out as well.

    :raises TemplateUnfit: if the template lacks subject and body, or the variables do not fit
    :raises errors.MessageHoldsIdentity: if the text would hold an unmasked identity number
    """
    filled = get_template(template)
    message = InboxMessage.objects.create(
        account_id=account_id,
        template=filled.name,
        template_version=filled.version,
        title=filled.fill("subject", context),
        body=filled.fill("body", context),
        created_at=now,
    )
    contacts = ports.address_book().contacts_of(account_id)
    if contacts.mobile is not None and filled.has("sms"):
        send_sms(
            template=template,
            mobile=contacts.mobile,
            context=context,
            now=now,
            account_id=account_id,
        )
    if contacts.email is not None:
        send_email(
            template=template,
            address=contacts.email,
            context=context,
            now=now,
            account_id=account_id,
        )
    return InboxId(message.pk)


def _enqueue(
    *,
    channel: Channel,
    template: Template,
    recipient: str,
    recipient_masked: str,
    content: dict[str, str],
    now: dt.datetime,
    account_id: uuid.UUID | None,
) -> OutboxId:
    message = OutboxMessage.objects.create(
        channel=channel,
        template=template.name,
        template_version=template.version,
        account_id=account_id,
        recipient=recipient,
        recipient_masked=recipient_masked,
        content=content,
        created_at=now,
        next_try_at=now,
    )
    jobs.start(kind=DELIVER, subject=str(message.pk), now=now, max_attempts=MAX_ATTEMPTS)
    return OutboxId(message.pk)
