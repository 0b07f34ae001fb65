"""Evidence about legal persons, and what ended it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.legal_persons.models.legal_persons import LegalPerson
from shiming.legal_persons.types import UnitEvidenceKind, UnitRevocationReason


class LegalPersonEvidence(models.Model):
    """One act of proof. Written once, never changed; what ends it is a row of its own."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    legal_person = models.ForeignKey(
        LegalPerson,
        on_delete=models.PROTECT,
        related_name="evidence",
        db_comment="sensitive=false; about whom",
    )
    kind = models.CharField(max_length=24, db_comment="sensitive=false; what act of proof")
    source = models.CharField(max_length=64, db_comment="sensitive=false; who vouches")
    reference = models.CharField(
        max_length=100, blank=True, default="", db_comment="sensitive=false; the source's own"
    )
    is_manual = models.BooleanField(
        default=False, db_comment="sensitive=false; a person decided, shown for ever"
    )
    kept_by = models.UUIDField(
        null=True, db_comment="sensitive=false; account that kept it; empty: the platform"
    )
    transaction = models.CharField(
        max_length=64, blank=True, default="", db_comment="sensitive=false; bound to this one"
    )
    at = models.DateTimeField(db_comment="sensitive=false; counts from here on")
    valid_until = models.DateTimeField(
        null=True, db_comment="sensitive=false; counts until here, empty: without end"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in UnitEvidenceKind]),
                name="legal_persons_evidence_kind",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=models.F("at")),
                name="legal_persons_evidence_period",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["legal_person", "at"], name="legal_persons_evidence_unit")
        ]

    @override
    def __str__(self) -> str:
        return f"evidence {self.pk}"


class LegalPersonEvidenceRevocation(models.Model):
    """That a piece of evidence stopped counting, and why."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    evidence = models.OneToOneField(
        LegalPersonEvidence,
        on_delete=models.PROTECT,
        related_name="revocation",
        db_comment="sensitive=false; what no longer counts",
    )
    reason = models.CharField(max_length=24, db_comment="sensitive=false; why")
    at = models.DateTimeField(db_comment="sensitive=false; from when on")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(reason__in=[one.value for one in UnitRevocationReason]),
                name="legal_persons_revocation_reason",
            )
        ]

    @override
    def __str__(self) -> str:
        return f"revocation {self.pk}"
