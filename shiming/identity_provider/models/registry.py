"""The list of all systems that sign people in, connected or not (S19-6)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.identity_provider.models.clients import Client
from shiming.identity_provider.types import SystemState
from shiming.kernel.ids import new_id


class RegisteredSystem(models.Model):
    """A system with authentication functions; own ones are allowed by exception only."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    name = models.CharField(max_length=100, db_comment="sensitive=false; the system")
    owner = models.CharField(max_length=100, db_comment="sensitive=false; the unit it belongs to")
    item_codes = models.JSONField(
        default=list, db_comment="sensitive=false; the service items it serves (S19-8)"
    )
    state = models.CharField(
        max_length=16, db_comment="sensitive=false; connected, in test, exception, not connected"
    )
    exception_until = models.DateField(
        null=True, db_comment="sensitive=false; the last day of the exception"
    )
    reason = models.TextField(
        blank=True, default="", db_comment="sensitive=false; why it is an exception"
    )
    client = models.OneToOneField(
        Client,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; as what it is connected, or tests",
    )
    version = models.IntegerField(default=1, db_comment="sensitive=false; counts the changes")
    changed_at = models.DateTimeField(db_comment="sensitive=false; when it was changed last")

    class Meta:
        db_table = "identity_provider_registered_system"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in SystemState]),
                name="identity_provider_registered_system_state",
            ),
            models.CheckConstraint(
                condition=Q(state=SystemState.EXCEPTION.value, exception_until__isnull=False)
                | ~Q(state=SystemState.EXCEPTION.value) & Q(exception_until__isnull=True),
                name="identity_provider_registered_system_until",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["owner", "name"], name="identity_provider_system_owner")
        ]

    @override
    def __str__(self) -> str:
        return f"registered system {self.pk}"
