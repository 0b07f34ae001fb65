"""What people let clients know."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.identity_provider.models.clients import Client
from shiming.kernel.ids import new_id


class Consent(models.Model):
    """That a person lets a client, not the government's, know what its scopes cover (E1)."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    account = models.ForeignKey(
        "accounts.Account",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; who agreed",
    )
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; to whom"
    )
    scopes = models.JSONField(db_comment="sensitive=false; what was agreed to")
    given_at = models.DateTimeField(db_comment="sensitive=false; when it was last given")
    withdrawn_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when it was withdrawn"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "client"],
                condition=Q(withdrawn_at__isnull=True),
                name="identity_provider_consent_one",
            )
        ]

    @override
    def __str__(self) -> str:
        return f"consent {self.pk}"
