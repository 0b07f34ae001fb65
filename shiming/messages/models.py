"""Tables of the area."""

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.messages.types import Channel, DeliveryState
from shiming.vault import fields as vault_fields


class OutboxMessage(models.Model):
    """A message that leaves the platform, and after that the log of its leaving."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; key"
    )
    channel = models.CharField(
        max_length=8,
        choices=[(channel.value, channel.value) for channel in Channel],
        db_comment="sensitive=false; over what it goes out",
    )
    template = models.CharField(max_length=96, db_comment="sensitive=false; name of the template")
    template_version = models.CharField(
        max_length=12, db_comment="sensitive=false; start of the template's digest"
    )
    account_id = models.UUIDField(
        null=True, db_comment="sensitive=false; account it speaks to, if there is one"
    )
    recipient = vault_fields.EncryptedTextField(
        purpose="messages.outbox.recipient",
        db_comment="sensitive=true; mobile or e-mail address, encrypted",
    )
    recipient_masked = models.CharField(
        max_length=254, db_comment="sensitive=false; masked recipient for the sending log"
    )
    content = vault_fields.EncryptedJSONField(
        purpose="messages.outbox.content",
        null=True,
        db_comment="sensitive=true; text, encrypted, erased after sending",
    )
    state = models.CharField(
        max_length=8,
        choices=[(state.value, state.value) for state in DeliveryState],
        default=DeliveryState.QUEUED.value,
        db_comment="sensitive=false; where it stands",
    )
    attempts = models.PositiveSmallIntegerField(
        default=0, db_comment="sensitive=false; how often the gateway was asked"
    )
    created_at = models.DateTimeField(db_comment="sensitive=false; when it was written")
    next_try_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when the gateway is asked again"
    )
    sent_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when the gateway accepted it"
    )
    reference = models.CharField(
        max_length=64, blank=True, default="", db_comment="sensitive=false; the gateway's reference"
    )
    error = models.CharField(
        max_length=64, blank=True, default="", db_comment="sensitive=false; code of the last fault"
    )

    class Meta:
        indexes = [
            models.Index(fields=["account_id", "created_at"], name="messages_outbox_account"),
            models.Index(fields=["state", "created_at"], name="messages_outbox_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in DeliveryState]),
                name="messages_outbox_state_known",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"outbox message {self.pk}"


class InboxMessage(models.Model):
    """A message in an account's message centre (K1)."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; key"
    )
    account_id = models.UUIDField(db_comment="sensitive=false; whose message it is")
    template = models.CharField(max_length=96, db_comment="sensitive=false; name of the template")
    template_version = models.CharField(
        max_length=12, db_comment="sensitive=false; start of the template's digest"
    )
    title = vault_fields.EncryptedTextField(
        purpose="messages.inbox.title", db_comment="sensitive=true; title, encrypted"
    )
    body = vault_fields.EncryptedTextField(
        purpose="messages.inbox.body", db_comment="sensitive=true; text, encrypted"
    )
    created_at = models.DateTimeField(db_comment="sensitive=false; when it was written")
    read_at = models.DateTimeField(null=True, db_comment="sensitive=false; when it was opened")

    class Meta:
        indexes = [
            models.Index(fields=["account_id", "created_at"], name="messages_inbox_account"),
            models.Index(
                fields=["account_id"], condition=Q(read_at=None), name="messages_inbox_unread"
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"inbox message {self.pk}"
