"""Which programs may keep our staff and groups."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.directory.models.organisations import Organisation
from shiming.kernel.ids import new_id


class ScimAccess(models.Model):
    """
    That an officer lets a client in over SCIM, with all of the tree or what lies below a node.

    The client is known by its public identifier: the area that owns clients lies above this one.
    """

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    client_id = models.CharField(
        max_length=64, db_comment="sensitive=false; public identifier of the client"
    )
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; how far it reaches, none for everywhere",
    )
    allowed_by = models.UUIDField(
        null=True, db_comment="sensitive=false; account of the officer, none for the system"
    )
    allowed_at = models.DateTimeField(db_comment="sensitive=false; since when")
    ended_at = models.DateTimeField(null=True, db_comment="sensitive=false; until when")

    class Meta:
        db_table = "directory_scim_access"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client_id"],
                condition=Q(ended_at__isnull=True),
                name="directory_scim_access_once",
            )
        ]

    @override
    def __str__(self) -> str:
        return f"SCIM access {self.pk}"
