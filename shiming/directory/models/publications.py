"""Documents for downloading."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.directory.types import PublicationKind
from shiming.kernel.ids import new_id


class PublishedDocument(models.Model):
    """One version of a document; it is never changed, only withdrawn (S03-11)."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    kind = models.CharField(max_length=16, db_comment="sensitive=false; policy, manual …")
    title = models.CharField(max_length=100, db_comment="sensitive=false; what it is called")
    version = models.CharField(max_length=20, db_comment="sensitive=false; as its author counts")
    portal = models.ForeignKey(
        "accounts.Portal",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; where it is offered, none for everywhere",
    )
    valid_from = models.DateField(db_comment="sensitive=false; offered from this day on")
    file = models.UUIDField(db_comment="sensitive=false; id of the vault's file")
    extension = models.CharField(
        max_length=8, db_comment="sensitive=false; type of file, read from its content"
    )
    size = models.PositiveIntegerField(db_comment="sensitive=false; bytes")
    published_by = models.UUIDField(
        null=True, db_comment="sensitive=false; account of the officer, none for the system"
    )
    published_at = models.DateTimeField(db_comment="sensitive=false; when it was published")
    withdrawn_by = models.UUIDField(
        null=True, db_comment="sensitive=false; account of the officer who withdrew it"
    )
    withdrawn_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; not offered from then on"
    )
    reason = models.CharField(
        max_length=200, blank=True, default="", db_comment="sensitive=false; why it was withdrawn"
    )

    class Meta:
        db_table = "directory_published_document"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "title", "version", "portal"],
                condition=Q(withdrawn_at__isnull=True),
                name="directory_document_once",
            ),
            # NULLs are never alike, so «everywhere» needs an index of its own.
            models.UniqueConstraint(
                fields=["kind", "title", "version"],
                condition=Q(withdrawn_at__isnull=True, portal__isnull=True),
                name="directory_document_everywhere",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=list(PublicationKind)), name="directory_document_kind"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["kind", "title", "-valid_from"], name="directory_document_order")
        ]

    @override
    def __str__(self) -> str:
        return f"published document {self.pk}"
