"""One-time codes and human checks that were answered."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.vault import fields as vault_fields


class OneTimeCode(models.Model):
    """A six-digit code on its way to a mobile or mailbox, bound to purpose and visitor (A9)."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    purpose = models.CharField(max_length=32, db_comment="sensitive=false; what it is good for")
    bound_to = models.CharField(
        max_length=64, db_comment="sensitive=false; blind index of the visitor or session"
    )
    mobile = vault_fields.EncryptedTextField(
        purpose="accounts.code.mobile", null=True, db_comment="sensitive=true; where it was sent"
    )
    mobile_index = models.CharField(  # noqa: DJ001  NULL where it went to a mailbox
        max_length=64, null=True, db_comment="sensitive=false; blind index of the mobile number"
    )
    email = vault_fields.EncryptedTextField(
        purpose="accounts.code.email", null=True, db_comment="sensitive=true; where it was sent"
    )
    code_hash = models.CharField(
        max_length=64, db_comment="sensitive=false; keyed hash of id and digits"
    )
    agreement = models.ForeignKey(
        "ServiceAgreement",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the version accepted when a registration began",
    )
    facts = vault_fields.EncryptedJSONField(
        purpose="accounts.code.facts",
        null=True,
        db_comment="sensitive=true; what else was typed, judged once the contact is proven",
    )
    tries = models.PositiveSmallIntegerField(
        default=0, db_comment="sensitive=false; tries paid for so far"
    )
    sent_at = models.DateTimeField(db_comment="sensitive=false; when it was sent")
    expires_at = models.DateTimeField(db_comment="sensitive=false; worthless from here on")
    consumed_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when it was used or replaced"
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["bound_to", "purpose", "sent_at"], name="accounts_code_bound"),
            models.Index(fields=["expires_at"], name="accounts_code_expiry"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(mobile__isnull=False, email__isnull=True)
                | Q(mobile__isnull=True, email__isnull=False),
                name="accounts_code_contact",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"code {self.pk}"


class SpentCheck(models.Model):
    """A human check that somebody has answered, rightly or wrongly; none is answered twice."""

    id = models.CharField(
        primary_key=True, max_length=64, db_comment="sensitive=false; sha256 of the challenge"
    )
    expires_at = models.DateTimeField(
        db_index=True, db_comment="sensitive=false; may be forgotten from here on"
    )

    @override
    def __str__(self) -> str:
        return f"spent check {self.pk[:8]}"
