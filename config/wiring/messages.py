"""Fill the ports of `messages`."""

import urllib.parse
import uuid

from django.core.mail.backends.smtp import EmailBackend

from config.env import Env
from config.wiring.counterparts import signed_client
from shiming.accounts import queries as accounts_queries
from shiming.accounts.address_book import AccountAddressBook
from shiming.accounts.types import PersonId
from shiming.directory import queries as directory
from shiming.kernel import clock
from shiming.legal_persons.identities import accounts_of_unit
from shiming.legal_persons.types import LegalPersonId
from shiming.messages import ports as messages
from shiming.messages import tasks as messages_tasks
from shiming.messages.types import MessagePolicy, Receiver, ReceiverKind
from shiming.messages.web.frame import MessageCounts
from shiming.vendors.circuit_breaker import CircuitBreaker
from shiming.vendors.mail.django_mail import DjangoMailSender
from shiming.vendors.mail.mail_box import MailBox
from shiming.vendors.mail.no_mail import NoMailSender
from shiming.vendors.sms.http_gateway import HttpSmsGateway
from shiming.vendors.sms.smpp.gateway import SmppAccount, SmppSmsGateway
from shiming.vendors.sms.sms_box import SmsBox
from shiming.web_kit import frame

SMPP_PORT = 2775
SMTP_SECONDS = 10


def wire(env: Env) -> None:
    """Join the channels to their gateways, and receivers to accounts."""
    if env.sms_gateway_url:
        client = signed_client(env.sms_gateway_url, key=env.sms_gateway_key)
        messages.sms_gateway.fill(HttpSmsGateway(client=client, breaker=CircuitBreaker()))
    elif env.smpp_url:
        messages.sms_gateway.fill(_smpp(env.smpp_url, sender=env.smpp_sender))
    else:
        messages.sms_gateway.fill(SmsBox())
    if env.smtp_url:
        messages.mail_sender.fill(
            DjangoMailSender(sender=env.mail_from, backend=_smtp(env.smtp_url))
        )
    else:
        messages.mail_sender.fill(NoMailSender() if env.is_production else MailBox())
    messages.address_book.fill(AccountAddressBook())
    messages.second_pair.fill(accounts_queries)
    own_hosts = frozenset(env.allowed_hosts)
    messages.policy.fill(MessagePolicy(own_hosts=own_hosts))
    messages.receiver_book.fill(_Receivers())
    frame.waiting_source.fill(MessageCounts())


class _Receivers:
    """Accounts behind a receiver, as messages want them, known to accounts and directory."""

    def accounts_of(self, receiver: Receiver) -> list[uuid.UUID]:
        if receiver.kind is ReceiverKind.PERSON:
            person_id = PersonId(uuid.UUID(receiver.key))
            owned = accounts_queries.list_accounts_of_person(person_id)
            # A linked account is reached over its main one (S14-8).
            return [account.id for account in owned if account.main_account_id is None]
        if receiver.kind is ReceiverKind.PERMISSION:
            return [*directory.list_holders(permission=receiver.key, now=clock.now())]
        if receiver.kind is ReceiverKind.LEGAL_PERSON:
            unit_id = LegalPersonId(uuid.UUID(receiver.key))
            return accounts_of_unit(unit_id, now=clock.now())
        return [uuid.UUID(receiver.key)]


def _smpp(url: str, *, sender: str) -> SmppSmsGateway:
    parts = urllib.parse.urlsplit(url)
    return SmppSmsGateway(
        account=SmppAccount(
            host=parts.hostname or "",
            port=parts.port or SMPP_PORT,
            system_id=urllib.parse.unquote(parts.username or ""),
            password=urllib.parse.unquote(parts.password or ""),
            sender=sender,
        ),
        breaker=CircuitBreaker(),
        take_receipt=messages_tasks.take_receipt,
    )


def _smtp(url: str) -> EmailBackend:
    parts = urllib.parse.urlsplit(url)
    is_tls = parts.scheme == "smtps"
    return EmailBackend(
        host=parts.hostname or "",
        port=parts.port or (465 if is_tls else 587),
        username=urllib.parse.unquote(parts.username or ""),
        password=urllib.parse.unquote(parts.password or ""),
        use_ssl=is_tls,
        use_tls=not is_tls,
        timeout=SMTP_SECONDS,
    )
