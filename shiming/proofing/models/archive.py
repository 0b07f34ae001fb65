"""Who opened whose archive, and what for."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.proofing.types import ArchivePurpose


class ArchiveView(models.Model):
    """That an officer opened a person's archive; good for a while, and kept for good."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    officer = models.ForeignKey(
        "accounts.Account",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; who opened it",
    )
    person = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; whose it is",
    )
    purpose = models.CharField(max_length=16, db_comment="sensitive=false; what for")
    case_number = models.CharField(
        max_length=64, db_comment="sensitive=false; number of the matter that needs it"
    )
    opened_at = models.DateTimeField(db_comment="sensitive=false; when")
    closes_at = models.DateTimeField(db_comment="sensitive=false; opens nothing from here on")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(purpose__in=[one.value for one in ArchivePurpose]),
                name="proofing_archive_purpose",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["officer", "opened_at"], name="proofing_archive_officer"),
            models.Index(fields=["person", "opened_at"], name="proofing_archive_person"),
        ]

    @override
    def __str__(self) -> str:
        return f"archive view {self.pk}"
