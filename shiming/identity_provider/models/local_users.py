"""Which local user of a client somebody is (S16-8)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.identity_provider.models.clients import Client
from shiming.identity_provider.types import LocalUserMatch
from shiming.kernel.ids import new_id
from shiming.vault import fields as vault_fields


class LocalUser(models.Model):
    """That an account and a user in a client's own library are the same (映射)."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; whose"
    )
    account = models.ForeignKey(
        "accounts.Account",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; who on the platform",
    )
    local_user = vault_fields.EncryptedTextField(
        purpose="identity_provider.local_user",
        db_comment="sensitive=true; what the client calls them, whatever that may be",
    )
    local_user_index = models.CharField(
        max_length=64, db_comment="sensitive=false; blind index of local_user"
    )
    match = models.CharField(
        max_length=16, db_comment="sensitive=false; identifier, binding or just_in_time"
    )
    matched_at = models.DateTimeField(db_comment="sensitive=false; since when")
    ended_at = models.DateTimeField(null=True, db_comment="sensitive=false; until when")
    end_reason = models.CharField(
        max_length=16, blank=True, default="", db_comment="sensitive=false; code of why it ended"
    )

    class Meta:
        db_table = "identity_provider_local_user"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "account"],
                condition=Q(ended_at__isnull=True),
                name="identity_provider_local_user_account",
            ),
            # A local user is one person: a second one would walk into the first one's data.
            models.UniqueConstraint(
                fields=["client", "local_user_index"],
                condition=Q(ended_at__isnull=True),
                name="identity_provider_local_user_one",
            ),
            models.CheckConstraint(
                condition=Q(match__in=[one.value for one in LocalUserMatch]),
                name="identity_provider_local_user_match",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"local user {self.pk}"


class LocalUserCandidate(models.Model):
    """
    A user of a client's library whose identifier the client told us, to be matched at a sign-on.

    The identifier itself is not kept.
    """

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; whose"
    )
    local_user = vault_fields.EncryptedTextField(
        purpose="identity_provider.local_user_candidate",
        db_comment="sensitive=true; what the client calls them, whatever that may be",
    )
    local_user_index = models.CharField(
        max_length=64, db_comment="sensitive=false; blind index of local_user"
    )
    number_hash = vault_fields.EncryptedTextField(
        purpose="identity_provider.local_user_number",
        db_comment="sensitive=true; SHA-256 of document type and number",
    )
    number_index = models.CharField(
        max_length=64, db_index=True, db_comment="sensitive=false; blind index of number_hash"
    )
    told_at = models.DateTimeField(db_comment="sensitive=false; when the client told us")

    class Meta:
        db_table = "identity_provider_local_user_candidate"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "local_user_index"], name="identity_provider_candidate_one"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"candidate {self.pk}"
