"""Operators of sources who are asked to accept their duties, and who did."""

from typing import ClassVar

from django.db import models
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.trust_sources.models.sources import TrustSource
from shiming.vault import fields as vault_fields


class DutiesAcceptance(models.Model):
    """A letter to an operator with a code that is good once, and the answer to it."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    source = models.ForeignKey(
        TrustSource, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; whose"
    )
    version = models.CharField(max_length=32, db_comment="sensitive=false; version of the duties")
    contact = vault_fields.EncryptedTextField(
        purpose="trust_sources.duties.contact",
        db_comment="sensitive=true; mailbox of the operator's contact",
    )
    code_hash = models.CharField(
        max_length=64, db_comment="sensitive=false; keyed hash of the code"
    )
    tries = models.PositiveSmallIntegerField(
        default=0, db_comment="sensitive=false; wrong codes so far"
    )
    asked_by = models.UUIDField(db_comment="sensitive=false; account of the officer who asked")
    asked_at = models.DateTimeField(db_comment="sensitive=false; when that was")
    expires_at = models.DateTimeField(db_comment="sensitive=false; worthless from here on")
    accepted_by = vault_fields.EncryptedTextField(
        purpose="trust_sources.duties.accepted_by",
        default="",
        db_comment="sensitive=true; name of who accepted for the operator",
    )
    accepted_at = models.DateTimeField(null=True, db_comment="sensitive=false; when that was")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["source", "accepted_at"], name="trust_sources_duties_source")
        ]

    @override
    def __str__(self) -> str:
        return f"acceptance {self.pk}"
