"""The keys that sign."""

from django.db import models
from typing_extensions import override

from shiming.identity_provider.types import Algorithm
from shiming.kernel.ids import new_id
from shiming.vault import fields as vault_fields


class SigningKey(models.Model):
    """
    A key with which tokens are signed.

    It is announced before it signs and stays published after it stopped, so that no client ever
    meets a signature that it cannot check.
    """

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    kid = models.CharField(
        max_length=64, unique=True, db_comment="sensitive=false; key id, RFC 7638 thumbprint"
    )
    private_key = vault_fields.EncryptedJSONField(
        purpose="identity_provider.signing_key.private_key",
        db_comment="sensitive=true; private JSON Web Key",
    )
    algorithm = models.CharField(
        max_length=16,
        default=Algorithm.ES256.value,
        db_comment="sensitive=false; what it signs with",
    )
    active_from = models.DateTimeField(db_comment="sensitive=false; signs from here on")
    published_until = models.DateTimeField(
        null=True, db_comment="sensitive=false; clients need it until here"
    )
    created_at = models.DateTimeField(db_comment="sensitive=false; when it was made")

    class Meta:
        db_table = "identity_provider_signing_key"

    @override
    def __str__(self) -> str:
        return f"signing key {self.kid}"
