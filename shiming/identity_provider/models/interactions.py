"""Authorization requests that wait for a person."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.identity_provider.models.clients import Client
from shiming.identity_provider.types import Leading
from shiming.kernel.ids import new_id


class Interaction(models.Model):
    """
    An authorization request that waits for a person to bring a missing proof.

    Its id travels in addresses and says nothing; only the browser that holds the cookie whose
    hash is kept here can go on with it.
    """

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; who asks"
    )
    browser_hash = models.CharField(
        max_length=64, db_comment="sensitive=false; keyed hash of the browser's cookie"
    )
    query = models.TextField(db_comment="sensitive=false; the client's request, without login_hint")
    led_to = models.CharField(
        max_length=16, db_comment="sensitive=false; where the person was sent last"
    )
    created_at = models.DateTimeField(db_comment="sensitive=false; when the request arrived")
    expires_at = models.DateTimeField(
        db_index=True, db_comment="sensitive=false; worthless from here on"
    )
    completed_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when it was answered"
    )
    account = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the account that spoke here last: chose itself, or consented",
    )
    consented_scopes = models.JSONField(
        default=list, db_comment="sensitive=false; what it agreed to for this once"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(led_to__in=[one.value for one in Leading]),
                name="identity_provider_interaction_led_to",
            )
        ]

    @override
    def __str__(self) -> str:
        return f"interaction {self.pk}"
