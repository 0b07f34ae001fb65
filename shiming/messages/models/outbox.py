"""What leaves the platform, and the log of its leaving."""

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.messages.types import Channel, DeliveryState, MessageKind, Receipt
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
    kind = models.CharField(
        max_length=16,
        default=MessageKind.NOTICE.value,
        db_comment="sensitive=false; what it is about",
    )
    template = models.CharField(max_length=96, db_comment="sensitive=false; name of the template")
    template_version = models.CharField(
        max_length=12, db_comment="sensitive=false; version of the template"
    )
    account_id = models.UUIDField(
        null=True, db_comment="sensitive=false; account it speaks to, if there is one"
    )
    recipient = vault_fields.EncryptedTextField(
        purpose="messages.outbox.recipient",
        db_comment="sensitive=true; mobile or e-mail address, encrypted",
    )
    recipient_index = models.CharField(
        max_length=128,
        blank=True,
        default="",
        db_comment="sensitive=true; blind index of the recipient, for the day's limit",
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
    may_wait = models.BooleanField(
        default=False, db_comment="sensitive=false; whether the quiet hours hold for it"
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

    receipt = models.CharField(
        max_length=16,
        blank=True,
        default="",
        db_comment="sensitive=false; what the network reported: delivered or undelivered",
    )
    receipt_detail = models.CharField(
        max_length=32, blank=True, default="", db_comment="sensitive=false; the network's own word"
    )
    received_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when the network reported"
    )

    class Meta:
        indexes = [
            models.Index(fields=["account_id", "created_at"], name="messages_outbox_account"),
            models.Index(fields=["state", "created_at", "id"], name="messages_outbox_state"),
            models.Index(fields=["created_at", "id"], name="messages_outbox_age"),
            models.Index(
                fields=["recipient_index", "created_at"], name="messages_outbox_recipient"
            ),
            models.Index(
                fields=["reference"], condition=~Q(reference=""), name="messages_outbox_reference"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in DeliveryState]),
                name="messages_outbox_state_known",
            ),
            models.CheckConstraint(
                condition=Q(receipt__in=["", *[receipt.value for receipt in Receipt]]),
                name="messages_outbox_receipt_known",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"outbox message {self.pk}"
