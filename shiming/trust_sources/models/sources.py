"""Trust sources and the versions of their terms."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.trust_sources.types import SourceHealth, SourceState, TermsState
from shiming.vault import fields as vault_fields


class TrustSource(models.Model):
    """Another identity system whose users are accepted under a contract."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    code = models.SlugField(
        max_length=24, unique=True, db_comment="sensitive=false; short name, in addresses and links"
    )
    state = models.CharField(
        max_length=16,
        default=SourceState.DRAFT,
        db_comment="sensitive=false; whether it may be used",
    )
    health = models.CharField(
        max_length=16,
        default=SourceHealth.UNKNOWN,
        db_comment="sensitive=false; whether it answered when last asked",
    )
    failures = models.PositiveSmallIntegerField(
        default=0, db_comment="sensitive=false; checks without an answer since the last one with"
    )
    checked_at = models.DateTimeField(null=True, db_comment="sensitive=false; when it was asked")
    added_at = models.DateTimeField(db_comment="sensitive=false; when it was entered")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=list(SourceState)), name="trust_sources_source_state"
            ),
            models.CheckConstraint(
                condition=Q(health__in=list(SourceHealth)), name="trust_sources_source_health"
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"trust source {self.code}"


class SourceTerms(models.Model):
    """One version of a source's terms; never edited, and in force once a second officer agrees."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    source = models.ForeignKey(
        TrustSource,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; whose",
    )
    number = models.PositiveIntegerField(db_comment="sensitive=false; version, from 1 on")
    state = models.CharField(
        max_length=16, default=TermsState.PROPOSED, db_comment="sensitive=false; where it stands"
    )
    values = models.JSONField(
        db_comment="sensitive=false; names, connection, mapping, level, portals, contract"
    )
    secret = vault_fields.EncryptedTextField(
        purpose="trust_sources.source.secret",
        default="",
        db_comment="sensitive=true; the platform's secret at the source",
    )
    note = models.CharField(
        max_length=200, default="", db_comment="sensitive=false; why it was refused"
    )
    proposed_by = models.UUIDField(db_comment="sensitive=false; account of who proposed it")
    proposed_at = models.DateTimeField(db_comment="sensitive=false; when that was")
    decided_by = models.UUIDField(null=True, db_comment="sensitive=false; account of who decided")
    decided_at = models.DateTimeField(null=True, db_comment="sensitive=false; when that was")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "number"], name="trust_sources_terms_number"),
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(state=TermsState.IN_FORCE.value),
                name="trust_sources_terms_in_force_once",
            ),
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(state=TermsState.PROPOSED.value),
                name="trust_sources_terms_proposed_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=list(TermsState)), name="trust_sources_terms_state"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="trust_sources_terms_four_eyes",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"terms {self.pk}"
