"""The nodes of the government's own tree."""

from typing import ClassVar

from django.db import models
from typing_extensions import override

from shiming.kernel.ids import new_id

CODE_LENGTH = 32
NAME_LENGTH = 100
# Sixteen levels of the longest codes.
PATH_LENGTH = 600


class Organisation(models.Model):
    """A body or department (机构): where members of staff belong, and how far programs reach."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    code = models.CharField(
        max_length=CODE_LENGTH, unique=True, db_comment="sensitive=false; what systems call it"
    )
    name = models.CharField(
        max_length=NAME_LENGTH, db_comment="sensitive=false; what people call it"
    )
    parent = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the body above, none for a root",
    )
    path = models.CharField(
        max_length=PATH_LENGTH,
        db_index=True,
        db_comment="sensitive=false; the codes from the root down to it, between slashes",
    )
    created_at = models.DateTimeField(db_comment="sensitive=false; when it was added")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(path__startswith="/") & models.Q(path__endswith="/"),
                name="directory_organisation_path",
            )
        ]

    @override
    def __str__(self) -> str:
        return f"organisation {self.code}"
