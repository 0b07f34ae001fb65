"""What the tax core says and the real-name data do not."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.legal_persons.models.legal_persons import LegalPerson
from shiming.legal_persons.types import MismatchReason
from shiming.vault import fields as vault_fields


class OfficerMismatch(models.Model):
    """Somebody whom the tax core names for a unit and who cannot act yet (S35-4)."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    legal_person = models.ForeignKey(
        LegalPerson,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; for which unit",
    )
    kind = models.CharField(max_length=24, db_comment="sensitive=false; as what")
    name = vault_fields.EncryptedTextField(
        purpose="legal_persons.officer_mismatch.name",
        db_comment="sensitive=true; name as the core spells it",
    )
    number = vault_fields.EncryptedTextField(
        purpose="legal_persons.officer_mismatch.number",
        db_comment="sensitive=true; document number as the core spells it",
    )
    reason = models.CharField(max_length=24, db_comment="sensitive=false; what does not match")
    found_at = models.DateTimeField(db_comment="sensitive=false; when the core was read")
    settled_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when it was no longer so"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(reason__in=[one.value for one in MismatchReason]),
                name="legal_persons_mismatch_reason",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["legal_person", "settled_at"], name="legal_persons_mismatch_unit")
        ]

    @override
    def __str__(self) -> str:
        return f"mismatch {self.pk}"
