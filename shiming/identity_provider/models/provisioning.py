"""Systems whose users the platform keeps (unified mode, S33-25), and how far they are told."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.identity_provider.models.clients import Client
from shiming.identity_provider.types import ProvisioningState
from shiming.kernel.ids import new_id
from shiming.vault import fields as vault_fields


class Provisioning(models.Model):
    """That a client is unified: opening, transfer and closing of staff are delivered to it."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; to whom"
    )
    address = models.TextField(db_comment="sensitive=false; its SCIM endpoint, without a slash")
    token = vault_fields.EncryptedTextField(
        purpose="identity_provider.provisioning.token",
        db_comment="sensitive=true; the bearer token that opens its endpoint",
    )
    organisation = models.ForeignKey(
        "directory.Organisation",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the part of the tree whose staff it gets, none for all",
    )
    is_filling = models.BooleanField(
        default=False, db_comment="sensitive=false; whether staff of before are still being added"
    )
    filled_to = models.UUIDField(
        null=True, db_comment="sensitive=false; the last account that was added"
    )
    filled = models.PositiveIntegerField(
        default=0, db_comment="sensitive=false; how many of them were looked at"
    )
    fill_total = models.PositiveIntegerField(
        default=0, db_comment="sensitive=false; how many there were at the start"
    )
    started_at = models.DateTimeField(db_comment="sensitive=false; since when")
    ended_at = models.DateTimeField(null=True, db_comment="sensitive=false; until when")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client"],
                condition=Q(ended_at__isnull=True),
                name="identity_provider_provisioning_once",
            )
        ]

    @override
    def __str__(self) -> str:
        return f"provisioning {self.pk}"


class ProvisionedUser(models.Model):
    """
    How far one client is told of one member of staff.

    What is delivered is always the present state, so that a delivery may be repeated and none can
    be overtaken; `wanted` counts the changes, `delivered` the last that arrived.
    """

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    provisioning = models.ForeignKey(
        Provisioning, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; whom"
    )
    account = models.ForeignKey(
        "accounts.Account",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; of whom",
    )
    remote_id = models.CharField(
        max_length=200,
        blank=True,
        default="",
        db_comment="sensitive=false; what the client's endpoint calls them",
    )
    change = models.CharField(
        max_length=16, db_comment="sensitive=false; the last thing that happened to them"
    )
    wanted = models.PositiveIntegerField(
        default=1, db_comment="sensitive=false; how many changes there were"
    )
    delivered = models.PositiveIntegerField(
        default=0, db_comment="sensitive=false; how many of them have arrived"
    )
    state = models.CharField(
        max_length=16,
        default=ProvisioningState.WAITING.value,
        db_comment="sensitive=false; waiting, done or failed",
    )
    error = models.CharField(
        max_length=32, blank=True, default="", db_comment="sensitive=false; code of the last fault"
    )
    tries = models.PositiveIntegerField(
        default=0, db_comment="sensitive=false; vain attempts since the last success"
    )
    leased_until = models.DateTimeField(
        null=True, db_comment="sensitive=false; somebody is delivering until then"
    )
    changed_at = models.DateTimeField(db_comment="sensitive=false; when the last change was")
    delivered_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when something last arrived"
    )

    class Meta:
        db_table = "identity_provider_provisioned_user"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provisioning", "account"], name="identity_provider_provisioned_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in ProvisioningState]),
                name="identity_provider_provisioned_state",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["provisioning", "changed_at"],
                condition=~Q(state="done"),
                name="idp_provisioned_backlog",
            )
        ]

    @override
    def __str__(self) -> str:
        return f"provisioned user {self.pk}"
