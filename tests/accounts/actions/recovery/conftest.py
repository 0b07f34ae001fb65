"""What recovery tests share: who forgot, and what their mobile and mailbox received."""

import re

from shiming.accounts import queries
from shiming.accounts.models import Account
from shiming.kernel.emails import EmailAddress
from shiming.kernel.phones import Mobile
from shiming.messages.models import OutboxMessage
from shiming.vault import operations as vault

NEW = "Kranich-4-Moorhuhn"
MAIL = "gan@example.com"


def give_email(account: Account, address: str = MAIL) -> EmailAddress:
    """Let the account have proven a mailbox."""
    email = EmailAddress.parse(address)
    index = vault.blind_index(purpose=queries.EMAIL_INDEX, value=email.key)
    Account.objects.filter(pk=account.pk).update(email=email.value, email_index=index)
    return email


def last_mail_code(address: str = MAIL) -> str:
    """Return the digits that were last written to this mailbox."""
    for message in OutboxMessage.objects.order_by("-created_at", "-pk"):
        if message.recipient == address and message.template == "accounts/one_time_code":
            found = re.search(r"[0-9]{6}", message.content["body"])
            assert found is not None
            return found[0]
    raise LookupError("no code was sent there")


def told(template: str) -> set[str]:
    """Return to whom this was written, over any channel."""
    return {
        message.recipient
        for message in OutboxMessage.objects.filter(template=f"accounts/{template}")
    }


def number_of(mobile: str) -> str:
    """Return the number as the outbox has it."""
    return Mobile.parse(mobile).value
