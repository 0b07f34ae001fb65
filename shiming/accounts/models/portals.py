"""Portals, and standstills that are announced on them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from typing_extensions import override

from shiming.accounts.types import PortalChangeState
from shiming.kernel.ids import new_id


class Portal(models.Model):
    """What one address of the platform offers; the one without a host answers everywhere else."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    code = models.SlugField(max_length=32, unique=True, db_comment="sensitive=false; short name")
    host = models.CharField(
        max_length=253,
        blank=True,
        default="",
        unique=True,
        db_comment="sensitive=false; host name, empty for the portal that answers elsewhere",
    )
    name = models.CharField(max_length=60, db_comment="sensitive=false; name in the page's head")
    methods = models.JSONField(
        default=dict,
        blank=True,
        db_comment="sensitive=false; sign-in methods for each kind of account; empty: all",
    )
    registration_variant = models.CharField(
        max_length=32, blank=True, default="", db_comment="sensitive=false; empty: as configured"
    )
    password_profile = models.CharField(
        max_length=32, blank=True, default="", db_comment="sensitive=false; empty: as configured"
    )
    required_contacts = models.JSONField(
        default=list,
        blank=True,
        db_comment="sensitive=false; mobile, email: what the first sign-in must prove",
    )
    human_checks = models.JSONField(
        null=True, db_comment="sensitive=false; kinds of human check, none: as configured"
    )
    demands_second_factor = models.BooleanField(
        default=False, db_comment="sensitive=false; every account needs a second factor here"
    )

    @override
    def __str__(self) -> str:
        return f"portal {self.code}"


class PortalChange(models.Model):
    """A change of a portal, or a new one; made once a second officer agrees."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    code = models.SlugField(max_length=32, db_comment="sensitive=false; short name of the portal")
    values = models.JSONField(db_comment="sensitive=false; what the portal shall be")
    state = models.CharField(
        max_length=16,
        default=PortalChangeState.PROPOSED.value,
        db_comment="sensitive=false; where it stands",
    )
    reason = models.CharField(max_length=200, db_comment="sensitive=false; why it was proposed")
    note = models.CharField(
        max_length=200, blank=True, default="", db_comment="sensitive=false; why it was refused"
    )
    proposed_by = models.UUIDField(db_comment="sensitive=false; account of who proposed it")
    proposed_at = models.DateTimeField(db_comment="sensitive=false; when that was")
    decided_by = models.UUIDField(null=True, db_comment="sensitive=false; account of who decided")
    decided_at = models.DateTimeField(null=True, db_comment="sensitive=false; when that was")

    class Meta:
        db_table = "accounts_portal_change"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(state=PortalChangeState.PROPOSED.value),
                name="accounts_portal_change_proposed_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in PortalChangeState]),
                name="accounts_portal_change_state",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="accounts_portal_change_four_eyes",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"change of portal {self.code}"


class MaintenanceNotice(models.Model):
    """A standstill with its end, shown on every sign-in page (S32-2)."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    portal = models.ForeignKey(
        Portal,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; where, empty for everywhere",
    )
    text = models.CharField(max_length=200, db_comment="sensitive=false; what people read")
    starts_at = models.DateTimeField(db_comment="sensitive=false; shown from here on")
    ends_at = models.DateTimeField(db_comment="sensitive=false; usable again from here on")
    stops_sign_in = models.BooleanField(
        default=False, db_comment="sensitive=false; nobody but staff can sign in meanwhile"
    )
    announced_by = models.UUIDField(
        null=True, db_comment="sensitive=false; account that announced it"
    )
    withdrawn_at = models.DateTimeField(null=True, db_comment="sensitive=false; ended early")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="accounts_maintenance_in_order"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["ends_at"], name="accounts_maintenance_end")]

    @override
    def __str__(self) -> str:
        return f"maintenance {self.pk}"
