"""Files from which members of staff are opened."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from typing_extensions import override

from shiming.directory.types import StaffImportState
from shiming.kernel.ids import new_id


class StaffImport(models.Model):
    """A file of staff that an officer has uploaded; what it holds lies in the vault for a day."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    file_id = models.UUIDField(db_comment="sensitive=false; the file, in the vault")
    state = models.CharField(
        max_length=16,
        default=StaffImportState.CHECKED,
        db_comment="sensitive=false; checked, running, done, refused or discarded",
    )
    takes_all = models.BooleanField(
        default=True, db_comment="sensitive=false; all rows or none; else those without fault"
    )
    rows = models.PositiveIntegerField(db_comment="sensitive=false; how many lines it has")
    done = models.PositiveIntegerField(
        default=0, db_comment="sensitive=false; how many lines are dealt with"
    )
    results = models.JSONField(
        default=list,
        db_comment="sensitive=false; of each line: its number, login name, code of the refusal",
    )
    uploaded_by = models.UUIDField(db_comment="sensitive=false; account of the officer")
    created_at = models.DateTimeField(db_comment="sensitive=false; when it was uploaded")
    finished_at = models.DateTimeField(null=True, db_comment="sensitive=false; when it ended")

    class Meta:
        db_table = "directory_staff_import"
        indexes: ClassVar = [
            models.Index(fields=["uploaded_by", "created_at"], name="directory_staff_import_own")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in StaffImportState]),
                name="directory_staff_import_state",
            ),
            models.CheckConstraint(
                condition=Q(done__lte=F("rows")), name="directory_staff_import_done"
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"staff import {self.pk}"
