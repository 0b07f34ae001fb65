"""What the area asks of the outside and of the areas above."""

import uuid
from collections.abc import Sequence
from typing import Protocol

from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from shiming.kernel.slots import Slot
from shiming.messages.types import (
    Contacts,
    MessagePolicy,
    NamedIdentity,
    Receiver,
    SendResult,
)


class SmsGateway(Protocol):
    """
    Hands a text to a mobile network.

    An adapter never raises for the outside's faults: what is not clearly refused is unavailable.
    """

    @property
    def is_simulator(self) -> bool:
        """Tell whether production must refuse this adapter."""

    @property
    def keeps_content(self) -> bool:
        """Tell whether sent texts stay readable for a box that shows them (no production)."""

    def send(self, *, message_id: uuid.UUID, mobile: str, text: str) -> SendResult:
        """Send `text` to the E.164 number `mobile`; `message_id` makes a repetition harmless."""


class MailSender(Protocol):
    """Hands a letter to a mail server; the promises are those of `SmsGateway`."""

    @property
    def is_simulator(self) -> bool:
        """Tell whether production must refuse this adapter."""

    @property
    def keeps_content(self) -> bool:
        """Tell whether sent letters stay readable for a box that shows them (no production)."""

    def send(self, *, message_id: uuid.UUID, address: str, subject: str, body: str) -> SendResult:
        """Send a plain-text letter to `address`; `message_id` becomes part of its Message-ID."""


class AddressBook(Protocol):
    """Knows where accounts can be reached; `accounts` does."""

    def contacts_of(self, account_id: uuid.UUID) -> Contacts:
        """Return the proven contacts of an account; empty ones for an unknown account."""


class SecondPair(Protocol):
    """Knows which accounts are of one human (`accounts`)."""

    def refusal_of_second(
        self, *, first: uuid.UUID | None, officer: Actor, own: DomainError
    ) -> DomainError | None:
        """Return why an officer may not decide about what `first` wrote, or None if they may."""

    def is_of_actor(self, account_id: uuid.UUID | None, *, actor: Actor) -> bool:
        """Tell whether an account is the actor's, or another one of the same human."""


class RiskRecipients(Protocol):
    """Knows which officers of a legal person accepted risk alerts (S31-9)."""

    def accounts_accepting(self, legal_person_id: uuid.UUID) -> Sequence[uuid.UUID]:
        """Return the accounts of the officers whose identity is active and who said yes."""


class IdentityBook(Protocol):
    """Knows in which capacities an account can act, and what they are called."""

    def identities_of(self, account_id: uuid.UUID) -> Sequence[NamedIdentity]:
        """Return the capacities besides oneself, under the keys of `policies.identities`."""


class ReceiverBook(Protocol):
    """Knows which accounts a receiver stands for."""

    def accounts_of(self, receiver: Receiver) -> Sequence[uuid.UUID]:
        """Return the accounts: of a person, of those who act for a body, of holders of a right."""


class Nobody:
    """Knows nobody: stands in the slots until the areas that know somebody are there."""

    def accounts_accepting(self, legal_person_id: uuid.UUID) -> Sequence[uuid.UUID]:
        """Return no account."""
        del legal_person_id
        return ()

    def identities_of(self, account_id: uuid.UUID) -> Sequence[NamedIdentity]:
        """Return no capacity."""
        del account_id
        return ()

    def accounts_of(self, receiver: Receiver) -> Sequence[uuid.UUID]:
        """Return no account."""
        del receiver
        return ()


sms_gateway: Slot[SmsGateway] = Slot("messages.sms_gateway")
mail_sender: Slot[MailSender] = Slot("messages.mail_sender")
address_book: Slot[AddressBook] = Slot("messages.address_book")
second_pair: Slot[SecondPair] = Slot("messages.second_pair")
risk_recipients: Slot[RiskRecipients] = Slot("messages.risk_recipients")
risk_recipients.fill(Nobody())
identity_book: Slot[IdentityBook] = Slot("messages.identity_book")
identity_book.fill(Nobody())
receiver_book: Slot[ReceiverBook] = Slot("messages.receiver_book")
receiver_book.fill(Nobody())
policy: Slot[MessagePolicy] = Slot("messages.policy")
policy.fill(MessagePolicy())
