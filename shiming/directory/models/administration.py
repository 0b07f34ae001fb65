"""Tables of the area."""

from django.db import models
from django.db.models import F, Q
from typing_extensions import override

from shiming.directory.types import DayKind
from shiming.kernel.ids import new_id

NAME_LENGTH = 40
PERMISSION_LENGTH = 100


class PermissionGrant(models.Model):
    """A permission that an account holds from `granted_at` until `revoked_at`, or still."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    account = models.ForeignKey(
        "accounts.Account",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; who holds it",
    )
    permission = models.CharField(
        max_length=PERMISSION_LENGTH, db_comment="sensitive=false; area:thing:act"
    )
    source = models.CharField(
        max_length=24,
        blank=True,
        default="",
        db_comment="sensitive=false; trust source whose posts give it, empty if an officer did",
    )
    granted_by = models.UUIDField(
        null=True, db_comment="sensitive=false; account that gave it, none for the system"
    )
    granted_at = models.DateTimeField(db_comment="sensitive=false; held from here on")
    revoked_by = models.UUIDField(
        null=True, db_comment="sensitive=false; account that took it back, none for the system"
    )
    revoked_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; no longer held from here on"
    )

    class Meta:
        db_table = "directory_permission_grant"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "permission", "source"],
                condition=Q(revoked_at__isnull=True),
                name="directory_grant_held_once",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | Q(revoked_at__gte=F("granted_at")),
                name="directory_grant_in_order",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"grant {self.pk}"


class CalendarDay(models.Model):
    """A public holiday or a make-up day, as operators enter them from the yearly notice."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    day = models.DateField(unique=True, db_comment="sensitive=false; the date in China")
    kind = models.CharField(
        max_length=10, db_comment="sensitive=false; holiday, or make_up: worked at a weekend"
    )
    name = models.CharField(
        max_length=NAME_LENGTH, blank=True, db_comment="sensitive=false; name of the holiday"
    )

    class Meta:
        db_table = "directory_calendar_day"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in DayKind]),
                name="directory_calendar_day_kind",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.day} {self.kind}"
