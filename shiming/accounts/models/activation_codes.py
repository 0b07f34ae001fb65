"""Codes that open an account to a new password."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.accounts.models.accounts import Account
from shiming.accounts.types import ActivationPurpose, ResetReason
from shiming.kernel.ids import new_id
from shiming.vault import fields as vault_fields


class ActivationCode(models.Model):
    """
    A one-time code with which the owner of an account chooses its password (A5, A6).

    It stands where other systems have default passwords. Only its keyed hash is kept.
    """

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; what it opens",
    )
    purpose = models.CharField(max_length=24, db_comment="sensitive=false; why it was given out")
    code_hash = models.CharField(
        max_length=64, unique=True, db_comment="sensitive=false; keyed hash of the code"
    )
    bound_to = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_comment="sensitive=false; blind index of the only browser that may use it; empty: any",
    )
    demands_document = models.BooleanField(
        default=False,
        db_comment="sensitive=false; whether number and name must be given with it (S18-8)",
    )
    tries = models.PositiveSmallIntegerField(
        default=0, db_comment="sensitive=false; tries at number and name paid for so far"
    )
    issued_by = models.UUIDField(
        null=True, db_comment="sensitive=false; account that gave it out; empty: the platform"
    )
    issued_at = models.DateTimeField(db_comment="sensitive=false; when it was made")
    expires_at = models.DateTimeField(db_comment="sensitive=false; worthless from here on")
    consumed_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when it was used or replaced"
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "consumed_at"], name="accounts_activation_account"),
            models.Index(fields=["expires_at"], name="accounts_activation_expiry"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(purpose__in=list(ActivationPurpose)),
                name="accounts_activation_purpose",
            )
        ]

    @override
    def __str__(self) -> str:
        return f"activation code {self.pk}"


class CounterReset(models.Model):
    """That a clerk let somebody back into an account, on what document and why (S21-3, S15-5)."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; whose account",
    )
    clerk_id = models.UUIDField(db_comment="sensitive=false; account of the clerk")
    reason = models.CharField(max_length=24, db_comment="sensitive=false; why, in one word")
    explanation = vault_fields.EncryptedTextField(
        purpose="accounts.counter_reset.explanation",
        db_comment="sensitive=true; what the clerk wrote of it",
    )
    document_file_id = models.UUIDField(
        db_comment="sensitive=false; picture of the document, in the vault"
    )
    made_at = models.DateTimeField(db_comment="sensitive=false; when")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "made_at"], name="accounts_reset_account")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(reason__in=list(ResetReason)), name="accounts_reset_reason"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"counter reset {self.pk}"
