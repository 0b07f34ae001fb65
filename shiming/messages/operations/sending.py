"""Writing messages, in the caller's transaction; a job sends them after its commit."""

import datetime as dt
import uuid
from collections.abc import Mapping

from shiming.jobs import operations as jobs
from shiming.kernel import masking_kit
from shiming.kernel.actor import ActingIdentity
from shiming.kernel.phones import Mobile
from shiming.messages import ports
from shiming.messages.errors import TemplateUnfit
from shiming.messages.models import InboxMessage, OutboxMessage
from shiming.messages.policies.identities import acting_key
from shiming.messages.policies.quiet import end_of_quiet, start_of_day
from shiming.messages.queries.preferences import Wishes, get_wishes
from shiming.messages.queries.templates import get_template_in_force
from shiming.messages.template_files import Template
from shiming.messages.types import Channel, DeliveryState, InboxId, MessageKind, OutboxId
from shiming.vault import operations as vault
from shiming.vault import queries as vault_queries

DELIVER = "messages.deliver"
# With delays that double up to an hour: about half a day, after which a text has lost its use.
MAX_ATTEMPTS = 20
OVER_DAILY_LIMIT = "daily_limit"
_RECIPIENT_INDEX = "messages.outbox.recipient"


def send_sms(
    *,
    template: str,
    mobile: Mobile,
    context: Mapping[str, str | int],
    now: dt.datetime,
    account_id: uuid.UUID | None = None,
) -> OutboxId:
    """
    Write a text message to `mobile` into the outbox, in the language of the account.

    In the quiet hours it waits for the morning, unless it is a code or mandatory. Over the day's
    limit for the mobile it is withheld, which the log shows.

    :raises TemplateUnfit: if the template lacks a text for SMS, or the variables do not fit
    :raises errors.MessageHoldsIdentity: if the text would hold an unmasked identity number
    :raises errors.MessageHoldsSecret: if it would hold a password
    :raises errors.MessageHoldsForeignLink: if it would lead to a foreign site
    """
    filled = get_template_in_force(template)
    return _enqueue_sms(
        template=filled,
        mobile=mobile,
        text=filled.fill("sms", context, _wishes_of(account_id).language),
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
    Write a letter to `address` into the outbox; the promises are those of `send_sms`.

    :raises TemplateUnfit: if the template lacks subject and body, or the variables do not fit
    :raises errors.MessageHoldsIdentity: if the text would hold an unmasked identity number
    :raises errors.MessageHoldsSecret: if it would hold a password
    :raises errors.MessageHoldsForeignLink: if it would lead to a foreign site
    """
    filled = get_template_in_force(template)
    language = _wishes_of(account_id).language
    return _enqueue_email(
        template=filled,
        address=address,
        subject=filled.fill("subject", context, language),
        body=filled.fill("body", context, language),
        now=now,
        account_id=account_id,
    )


def notify(
    *,
    template: str,
    account_id: uuid.UUID,
    context: Mapping[str, str | int],
    now: dt.datetime,
    identity: ActingIdentity = ActingIdentity(),  # noqa: B008 - frozen
) -> InboxId:
    """
    Tell an account something: in its message centre, and over each channel it can be reached on.

    The template needs `subject` and `body`; with `sms` a text goes out as well. What the account
    does not want over a channel stays in the message centre. `identity` says in which capacity it
    concerns the account, if not for itself. Risk alerts go through `alert_risk`.

    :raises TemplateUnfit: if the template lacks subject and body, or the variables do not fit
    :raises errors.MessageHoldsIdentity: if the text would hold an unmasked identity number
    :raises errors.MessageHoldsSecret: if it would hold a password
    :raises errors.MessageHoldsForeignLink: if it would lead to a foreign site
    """
    filled = get_template_in_force(template)
    if filled.kind in {MessageKind.RISK, MessageKind.CODE}:
        raise TemplateUnfit(f"{template} is of kind {filled.kind}, which is not for everybody")
    return _notify(
        template=filled, account_id=account_id, context=context, now=now, identity=identity
    )


def alert_risk(
    *,
    template: str,
    identity: ActingIdentity,
    context: Mapping[str, str | int],
    now: dt.datetime,
) -> list[InboxId]:
    """
    Tell the officers of a legal person of a risk: those who accepted such alerts, and nobody else.

    :raises TemplateUnfit: if the template is not of the kind `risk`, or `identity` is nobody's
    :raises errors.MessageHoldsIdentity: if the text would hold an unmasked identity number
    :raises errors.MessageHoldsSecret: if it would hold a password
    :raises errors.MessageHoldsForeignLink: if it would lead to a foreign site
    """
    filled = get_template_in_force(template)
    if filled.kind is not MessageKind.RISK or identity.legal_person_id is None:
        raise TemplateUnfit(f"{template} is no risk alert for a legal person")
    accepting = ports.risk_recipients().accounts_accepting(identity.legal_person_id)
    return [
        _notify(template=filled, account_id=account_id, context=context, now=now, identity=identity)
        for account_id in accepting
    ]


def _notify(
    *,
    template: Template,
    account_id: uuid.UUID,
    context: Mapping[str, str | int],
    now: dt.datetime,
    identity: ActingIdentity,
) -> InboxId:
    wishes = _wishes_of(account_id)
    subject = template.fill("subject", context, wishes.language)
    body = template.fill("body", context, wishes.language)
    message = InboxMessage.objects.create(
        account_id=account_id,
        acting=acting_key(identity),
        kind=template.kind,
        template=template.name,
        template_version=template.version,
        title=subject,
        body=body,
        created_at=now,
    )
    contacts = ports.address_book().contacts_of(account_id)
    wants_sms = template.is_mandatory or wishes.wants(template.kind, Channel.SMS)
    if contacts.mobile is not None and template.has("sms") and wants_sms:
        _enqueue_sms(
            template=template,
            mobile=contacts.mobile,
            text=template.fill("sms", context, wishes.language),
            now=now,
            account_id=account_id,
        )
    wants_email = template.is_mandatory or wishes.wants(template.kind, Channel.EMAIL)
    if contacts.email is not None and wants_email:
        _enqueue_email(
            template=template,
            address=contacts.email,
            subject=subject,
            body=body,
            now=now,
            account_id=account_id,
        )
    return InboxId(message.pk)


def _enqueue_sms(
    *,
    template: Template,
    mobile: Mobile,
    text: str,
    now: dt.datetime,
    account_id: uuid.UUID | None,
) -> OutboxId:
    return _enqueue(
        channel=Channel.SMS,
        template=template,
        recipient=mobile.value,
        recipient_masked=mobile.masked,
        content={"body": text},
        now=now,
        account_id=account_id,
    )


def _enqueue_email(
    *,
    template: Template,
    address: str,
    subject: str,
    body: str,
    now: dt.datetime,
    account_id: uuid.UUID | None,
) -> OutboxId:
    return _enqueue(
        channel=Channel.EMAIL,
        template=template,
        recipient=address,
        recipient_masked=masking_kit.mask_email(address),
        content={"subject": subject, "body": body},
        now=now,
        account_id=account_id,
    )


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
    # A letter wakes nobody.
    may_wait = channel is Channel.SMS and not template.is_mandatory
    # Never one about an account's safety: whoever has stolen it could otherwise do harmless things
    # until the day's share is used up, and the harmful one unheard.
    is_over = template.kind is not MessageKind.SECURITY and _is_over_limit(
        recipient=recipient, is_mandatory=template.is_mandatory, now=now
    )
    due_at = now
    if may_wait:
        due_at = end_of_quiet(now=now, policy=ports.policy()) or now
    message = OutboxMessage.objects.create(
        channel=channel,
        kind=template.kind,
        template=template.name,
        template_version=template.version,
        account_id=account_id,
        recipient=recipient,
        recipient_index=vault.blind_index(_RECIPIENT_INDEX, recipient),
        recipient_masked=recipient_masked,
        content=None if is_over else content,
        may_wait=may_wait,
        state=DeliveryState.WITHHELD if is_over else DeliveryState.QUEUED,
        error=OVER_DAILY_LIMIT if is_over else "",
        created_at=now,
        next_try_at=None if is_over else due_at,
    )
    if not is_over:
        jobs.start(
            kind=DELIVER,
            subject=str(message.pk),
            now=now,
            due_at=due_at,
            max_attempts=MAX_ATTEMPTS,
        )
    return OutboxId(message.pk)


def _is_over_limit(*, recipient: str, is_mandatory: bool, now: dt.datetime) -> bool:
    """Tell whether the recipient has had enough today; two at once may pass together."""
    policy = ports.policy()
    sent = OutboxMessage.objects.filter(
        recipient_index__in=vault_queries.blind_indexes(_RECIPIENT_INDEX, recipient),
        created_at__gte=start_of_day(now),
    ).exclude(state=DeliveryState.WITHHELD)
    if not is_mandatory and sent.filter(kind__in=_OPTIONAL).count() >= policy.most_a_day:
        return True
    return sent.count() >= policy.most_a_day_in_all


def _wishes_of(account_id: uuid.UUID | None) -> Wishes:
    return Wishes() if account_id is None else get_wishes(account_id=account_id)


_OPTIONAL = [kind for kind in MessageKind if not kind.is_mandatory]
