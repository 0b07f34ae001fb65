"""Authenticator apps (TOTP), recovery codes, and browsers that need no second step."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.accounts.models.accounts import Account
from shiming.kernel.ids import new_id
from shiming.vault import fields as vault_fields


class Authenticator(models.Model):
    """The secret that an account shares with an authenticator app (RFC 6238)."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; whose"
    )
    secret = vault_fields.EncryptedTextField(
        purpose="accounts.authenticator.secret", db_comment="sensitive=true; shared key, base32"
    )
    started_in = models.UUIDField(
        null=True,
        db_comment="sensitive=false; session that sets it up, and alone sees the key until then",
    )
    last_step = models.BigIntegerField(
        default=0, db_comment="sensitive=false; the newest step whose code was used; none is again"
    )
    created_at = models.DateTimeField(db_comment="sensitive=false; when the secret was made")
    confirmed_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when a code showed that the app has it"
    )
    last_used_at = models.DateTimeField(null=True, db_comment="sensitive=false; its latest use")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(confirmed_at__isnull=False),
                name="accounts_authenticator_one",
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(confirmed_at__isnull=True),
                name="accounts_authenticator_pending",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"authenticator {self.pk}"


class RecoveryCode(models.Model):
    """A code for the day on which phone and key are lost; good once."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; whose"
    )
    code_hash = models.CharField(
        max_length=64, db_comment="sensitive=false; keyed hash of account and code"
    )
    created_at = models.DateTimeField(db_comment="sensitive=false; when it was shown")
    used_at = models.DateTimeField(null=True, db_comment="sensitive=false; when it was used")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account"], name="accounts_recovery_owner")]

    @override
    def __str__(self) -> str:
        return f"recovery code {self.pk}"


class TrustedDevice(models.Model):
    """A browser from which its owner, by the operator's leave, signs in without a second step."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; whose"
    )
    device_index = models.CharField(
        max_length=64, db_comment="sensitive=false; blind index of the browser's visitor cookie"
    )
    trusted_until = models.DateTimeField(db_comment="sensitive=false; no longer trusted from here")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "device_index"], name="accounts_trusted_device_once"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"trusted device {self.pk}"
