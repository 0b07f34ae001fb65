"""Evidence, what ended it, and whom it is bound to."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level
from shiming.proofing.models.cases import ProofingCase
from shiming.proofing.types import (
    EvidenceKind,
    RevocationReason,
)


class Evidence(models.Model):
    """One act of proof. Written once, never changed; what ends it is a row of its own."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    person = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; about whom",
    )
    account = models.ForeignKey(
        "accounts.Account",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; for whose account: others of the person prove for themselves",
    )
    case = models.ForeignKey(
        ProofingCase,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; from which attempt",
    )
    kind = models.CharField(max_length=32, db_comment="sensitive=false; what act of proof")
    source = models.CharField(max_length=64, db_comment="sensitive=false; who vouches")
    strength = models.PositiveSmallIntegerField(
        db_comment="sensitive=false; level that the kind could carry when it was kept"
    )
    document_type = models.CharField(
        max_length=32, blank=True, default="", db_comment="sensitive=false; document shown"
    )
    is_manual = models.BooleanField(
        default=False, db_comment="sensitive=false; a person decided, shown for ever (B5)"
    )
    transaction = models.CharField(
        max_length=64, blank=True, default="", db_comment="sensitive=false; bound to this one"
    )
    score = models.FloatField(null=True, db_comment="sensitive=false; likeness")
    threshold = models.FloatField(null=True, db_comment="sensitive=false; limit then in force")
    engine = models.CharField(
        max_length=160, blank=True, default="", db_comment="sensitive=false; engine and model"
    )
    at = models.DateTimeField(db_comment="sensitive=false; counts from here on")
    valid_until = models.DateTimeField(
        null=True, db_comment="sensitive=false; counts until here, empty: without end"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in EvidenceKind]),
                name="proofing_evidence_kind",
            ),
            models.CheckConstraint(
                condition=Q(strength__in=[level.value for level in Level]),
                name="proofing_evidence_strength",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=models.F("at")),
                name="proofing_evidence_period",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "account", "at"], name="proofing_evidence_person")
        ]

    @override
    def __str__(self) -> str:
        return f"evidence {self.pk}"


class PersonBinding(models.Model):
    """
    Which account alone is attached to a person whom only attributes confirm.

    The level belongs to the person, and attributes are known to others than their owner. So until
    somebody shows the person's face, one account is attached at most; and nobody's face lifts an
    account of somebody else.
    """

    person = models.OneToOneField(
        "accounts.Person",
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; about whom",
    )
    faceless_account = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; attached by attributes; empty once faces are shown",
    )

    @override
    def __str__(self) -> str:
        return f"binding {self.pk}"


class EvidenceRevocation(models.Model):
    """That a piece of evidence stopped counting, and why."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    evidence = models.OneToOneField(
        Evidence,
        on_delete=models.PROTECT,
        related_name="revocation",
        db_comment="sensitive=false; what no longer counts",
    )
    reason = models.CharField(max_length=32, db_comment="sensitive=false; why")
    at = models.DateTimeField(db_comment="sensitive=false; from when on")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(reason__in=[one.value for one in RevocationReason]),
                name="proofing_revocation_reason",
            )
        ]

    @override
    def __str__(self) -> str:
        return f"revocation {self.pk}"
