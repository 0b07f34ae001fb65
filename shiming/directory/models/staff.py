"""Members of staff, as the personnel system describes them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.directory.models.organisations import Organisation
from shiming.vault import fields as vault_fields


class StaffMember(models.Model):
    """
    The official side of a staff account: where it belongs and what personnel says of its owner.

    What stands here was told by another system and proves nothing: it is never a contact of the
    account, and opens nothing.
    """

    account = models.OneToOneField(
        "accounts.Account",
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the account, and the identifier in SCIM",
    )
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; where they work",
    )
    external_domain = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_comment="sensitive=false; the client whose identifier external_id is",
    )
    external_id = vault_fields.EncryptedTextField(
        purpose="directory.staff.external_id",
        null=True,
        db_comment="sensitive=true; what that client calls them, maybe a personnel number",
    )
    external_id_index = models.CharField(  # noqa: DJ001  NULL keeps those without out of the index
        max_length=64,
        null=True,
        db_comment="sensitive=false; blind index of external_id",
    )
    profile = vault_fields.EncryptedJSONField(
        purpose="directory.staff.profile",
        db_comment="sensitive=true; name, title, work address and telephone as personnel has them",
    )
    number = vault_fields.EncryptedTextField(
        purpose="directory.staff.number",
        null=True,
        db_comment="sensitive=true; resident number as personnel has it",
    )
    number_index = models.CharField(  # noqa: DJ001  NULL keeps those without out of the index
        max_length=64,
        null=True,
        db_comment="sensitive=false; blind index of the resident number",
    )
    phone_index = models.CharField(  # noqa: DJ001  NULL keeps those without out of the index
        max_length=64,
        null=True,
        db_comment="sensitive=false; blind index of the mobile; an office's line may be shared",
    )
    shares_phone = models.BooleanField(
        default=False,
        db_comment="sensitive=false; whether an earlier one has the mobile: from before the index",
    )
    email_index = models.CharField(  # noqa: DJ001  NULL keeps those without out of the index
        max_length=64,
        null=True,
        db_index=True,
        db_comment="sensitive=false; blind index of the work address in small letters",
    )
    name_index = models.CharField(  # noqa: DJ001  NULL keeps those without out of the index
        max_length=64,
        null=True,
        db_index=True,
        db_comment="sensitive=false; blind index of the name, folded",
    )
    opened_by = models.UUIDField(
        null=True, db_comment="sensitive=false; officer who opened it, none for program and system"
    )
    is_closed = models.BooleanField(
        default=False, db_comment="sensitive=false; whether the account was closed from here"
    )
    version = models.PositiveIntegerField(
        default=1, db_comment="sensitive=false; counts the changes, for compare-and-set"
    )
    created_at = models.DateTimeField(
        db_index=True, db_comment="sensitive=false; when it was opened"
    )
    changed_at = models.DateTimeField(
        db_index=True, db_comment="sensitive=false; when it was last changed"
    )

    class Meta:
        db_table = "directory_staff_member"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["external_domain", "external_id_index"],
                condition=Q(is_closed=False),
                name="directory_staff_external_id",
            ),
            models.UniqueConstraint(
                fields=["number_index"],
                condition=Q(is_closed=False),
                name="directory_staff_number",
            ),
            models.UniqueConstraint(
                fields=["phone_index"],
                condition=Q(is_closed=False),
                name="directory_staff_phone",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"staff member {self.pk}"
