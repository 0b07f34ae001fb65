"""Named sets of members of staff."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.directory.models.organisations import Organisation
from shiming.kernel.ids import new_id

NAME_LENGTH = 60
DESCRIPTION_LENGTH = 200
EXTERNAL_ID_LENGTH = 256


class Group(models.Model):
    """A user group (用户组), independent of the tree; `organisation` only says who keeps it."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    name = models.CharField(max_length=NAME_LENGTH, db_comment="sensitive=false; its name")
    name_key = models.CharField(
        max_length=2 * NAME_LENGTH,
        unique=True,
        db_comment="sensitive=false; its name folded for comparison",
    )
    description = models.CharField(
        max_length=DESCRIPTION_LENGTH,
        blank=True,
        default="",
        db_comment="sensitive=false; what it is for",
    )
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the part of the tree that keeps it, none for all",
    )
    external_domain = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_comment="sensitive=false; the client whose identifier external_id is",
    )
    external_id = models.CharField(
        max_length=EXTERNAL_ID_LENGTH,
        blank=True,
        default="",
        db_comment="sensitive=false; what that client calls it",
    )
    version = models.PositiveIntegerField(
        default=1, db_comment="sensitive=false; counts the changes, for compare-and-set"
    )
    created_at = models.DateTimeField(db_comment="sensitive=false; when it was added")
    changed_at = models.DateTimeField(db_comment="sensitive=false; when it was last changed")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["external_domain", "external_id"],
                condition=~Q(external_id=""),
                name="directory_group_external_id",
            )
        ]

    @override
    def __str__(self) -> str:
        return f"group {self.pk}"


class Membership(models.Model):
    """That an account belongs to a group."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, related_name="+", db_comment="sensitive=false; of which"
    )
    account = models.ForeignKey(
        "accounts.Account",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; who",
    )
    added_at = models.DateTimeField(db_comment="sensitive=false; since when")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "account"], name="directory_membership_once")
        ]

    @override
    def __str__(self) -> str:
        return f"membership {self.pk}"
