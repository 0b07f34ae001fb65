"""Passkeys, and what authenticators know an account by."""

from typing import ClassVar

from django.db import models
from typing_extensions import override

from shiming.accounts.models.accounts import Account
from shiming.kernel.ids import new_id


class Passkey(models.Model):
    """A public key whose other half an authenticator of the account's owner keeps (WebAuthn)."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; whom it signs in",
    )
    credential_id = models.CharField(
        max_length=1400,
        unique=True,
        db_comment="sensitive=false; the authenticator's name for it, base64url",
    )
    public_key = models.BinaryField(db_comment="sensitive=false; COSE key")
    sign_count = models.BigIntegerField(
        db_comment="sensitive=false; the authenticator's count of uses, 0 if it keeps none"
    )
    transports = models.JSONField(
        default=list, db_comment="sensitive=false; how browsers reach the authenticator"
    )
    is_backup_eligible = models.BooleanField(
        db_comment="sensitive=false; may be copied to other devices of its owner"
    )
    is_backed_up = models.BooleanField(db_comment="sensitive=false; has been copied")
    name = models.CharField(max_length=60, db_comment="sensitive=false; what its owner calls it")
    created_at = models.DateTimeField(db_comment="sensitive=false; when it was added")
    last_used_at = models.DateTimeField(null=True, db_comment="sensitive=false; its latest use")
    last_used_device = models.CharField(
        max_length=120,
        blank=True,
        default="",
        db_comment="sensitive=false; browser and system of the latest use, in words",
    )
    suspended_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when a copy of it showed; it opens nothing since"
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "created_at"], name="accounts_passkey_owner")
        ]

    @override
    def __str__(self) -> str:
        return f"passkey {self.pk}"


class CredentialHolder(models.Model):
    """What only the area's credentials need to know of an account."""

    account = models.OneToOneField(
        Account,
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; whose settings these are",
    )
    user_handle = models.CharField(
        max_length=43,
        unique=True,
        db_comment="sensitive=false; random name that authenticators know the account by",
    )
    two_step_since = models.DateTimeField(
        null=True, db_comment="sensitive=false; when its owner switched the second step on"
    )

    @override
    def __str__(self) -> str:
        return f"credential holder {self.pk}"
