"""What clients have learned of people, beyond the life of the grants (A14)."""

from typing import ClassVar

from django.db import models
from typing_extensions import override

from shiming.identity_provider.models.clients import Client
from shiming.kernel.ids import new_id


class Release(models.Model):
    """The sum of an account's forgotten grants to one client, so that its owner can look it up."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    account = models.ForeignKey(
        "accounts.Account",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; of whom",
    )
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; to whom"
    )
    scopes = models.JSONField(db_comment="sensitive=false; all scopes that were ever granted")
    last_at = models.DateTimeField(db_comment="sensitive=false; when the last grant was made")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "client"], name="identity_provider_release_one"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"release {self.pk}"
