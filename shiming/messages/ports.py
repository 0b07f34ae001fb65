"""What the area asks of the outside and of the areas above."""

import uuid
from typing import Protocol

from shiming.kernel.slots import Slot
from shiming.messages.types import Contacts, SendResult


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


sms_gateway: Slot[SmsGateway] = Slot("messages.sms_gateway")
mail_sender: Slot[MailSender] = Slot("messages.mail_sender")
address_book: Slot[AddressBook] = Slot("messages.address_book")
