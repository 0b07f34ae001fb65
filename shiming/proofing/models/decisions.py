"""What people decided: consents and reviews."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.proofing.models.cases import ProofingCase
from shiming.proofing.types import (
    ConsentKind,
    ReviewOutcome,
)
from shiming.vault import fields as vault_fields


class ConsentText(models.Model):
    """One version of what people agree to; a published text never changes."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    kind = models.CharField(max_length=16, db_comment="sensitive=false; to what it agrees")
    version = models.CharField(max_length=32, db_comment="sensitive=false; name of the version")
    title = models.CharField(max_length=120, db_comment="sensitive=false; heading")
    text = models.TextField(db_comment="sensitive=false; plain text, paragraphs by empty lines")
    published_at = models.DateTimeField(db_comment="sensitive=false; in force from here on")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "version"], name="proofing_consent_version"),
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in ConsentKind]),
                name="proofing_consent_kind",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"consent text {self.kind} {self.version}"


class ConsentGiven(models.Model):
    """That somebody agreed to one version, in one case; taking it back sets an end."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    text = models.ForeignKey(
        ConsentText,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; to what",
    )
    case = models.ForeignKey(
        ProofingCase,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; in which attempt",
    )
    given_at = models.DateTimeField(db_comment="sensitive=false; when")
    withdrawn_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when it was taken back"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "text"],
                condition=Q(withdrawn_at__isnull=True),
                name="proofing_consent_once",
            )
        ]

    @override
    def __str__(self) -> str:
        return f"consent {self.pk}"


class ReviewDecision(models.Model):
    """What one reviewer decided about a case, and why; kept for ever (B5)."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    case = models.ForeignKey(
        ProofingCase,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; about what",
    )
    round = models.PositiveSmallIntegerField(
        db_comment="sensitive=false; in which review of the case"
    )
    reviewer = models.ForeignKey(
        "accounts.Account",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; by whom",
    )
    outcome = models.CharField(max_length=8, db_comment="sensitive=false; pass or refuse")
    reason = models.CharField(max_length=32, db_comment="sensitive=false; reason code")
    text = vault_fields.EncryptedTextField(
        purpose="proofing.review.text", db_comment="sensitive=true; reason in the reviewer's words"
    )
    decided_at = models.DateTimeField(db_comment="sensitive=false; when")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "round", "reviewer"], name="proofing_decision_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=[one.value for one in ReviewOutcome]),
                name="proofing_decision_outcome",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"decision {self.pk}"
