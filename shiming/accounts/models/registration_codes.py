"""What a clerk captured of somebody whom the register does not know rightly (B8)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.accounts.models.accounts import Account
from shiming.kernel.ids import new_id
from shiming.vault import fields as vault_fields


class RegistrationCode(models.Model):
    """A code in place of the register's answer, once, for one document (S32-16)."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    code_hash = models.CharField(
        max_length=64, db_comment="sensitive=false; keyed hash of document and code"
    )
    document_type = models.CharField(
        max_length=32, db_comment="sensitive=false; kind of identity document"
    )
    number = vault_fields.EncryptedTextField(
        purpose="accounts.registration_code.number",
        db_comment="sensitive=true; document number that the clerk saw",
    )
    number_index = models.CharField(
        max_length=64, db_comment="sensitive=false; blind index of the document number"
    )
    name = vault_fields.EncryptedTextField(
        purpose="accounts.registration_code.name",
        db_comment="sensitive=true; name that the clerk saw",
    )
    document_file_id = models.UUIDField(
        db_comment="sensitive=false; picture of the document, in the vault"
    )
    explanation = vault_fields.EncryptedTextField(
        purpose="accounts.registration_code.explanation",
        db_comment="sensitive=true; why the clerk is sure",
    )
    clerk_id = models.UUIDField(db_comment="sensitive=false; account of the clerk")
    tries = models.PositiveSmallIntegerField(
        default=0, db_comment="sensitive=false; wrong codes given for this document so far"
    )
    issued_at = models.DateTimeField(db_comment="sensitive=false; when it was printed")
    expires_at = models.DateTimeField(db_comment="sensitive=false; worthless from here on")
    consumed_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when it was used or replaced"
    )
    used_by = models.ForeignKey(
        Account,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the account that was registered with it",
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["document_type", "number_index"],
                condition=Q(consumed_at__isnull=True),
                name="accounts_registration_code_one",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["expires_at"], name="accounts_registration_expiry")
        ]

    @override
    def __str__(self) -> str:
        return f"registration code {self.pk}"
