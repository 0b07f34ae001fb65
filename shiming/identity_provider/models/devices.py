"""Devices without a browser of their own (RFC 8628)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.identity_provider.models.clients import Client
from shiming.identity_provider.types import DeviceState
from shiming.kernel.ids import new_id


class DeviceRequest(models.Model):
    """
    A device that waits for a person to agree on another screen.

    Who agrees makes the grant: an authorization code whose hash is the device code's.
    """

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    device_code_hash = models.CharField(
        max_length=64, unique=True, db_comment="sensitive=false; keyed hash of what the device has"
    )
    user_code_hash = models.CharField(
        max_length=64,
        unique=True,
        db_comment="sensitive=false; keyed hash of what the person types",
    )
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; who asks"
    )
    scopes = models.TextField(db_comment="sensitive=false; scopes asked for, space separated")
    resources = models.TextField(
        default="", db_comment="sensitive=false; resources asked for, space separated"
    )
    state = models.CharField(
        max_length=16,
        default=DeviceState.PENDING.value,
        db_comment="sensitive=false; pending, approved or refused",
    )
    address = models.CharField(
        max_length=45, default="", db_comment="sensitive=true; where the device asked from"
    )
    interval = models.SmallIntegerField(
        default=5, db_comment="sensitive=false; seconds between two questions of the device"
    )
    polled_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when the device asked last"
    )
    decided_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when the person decided"
    )
    created_at = models.DateTimeField(db_comment="sensitive=false; when the device asked first")
    expires_at = models.DateTimeField(
        db_index=True, db_comment="sensitive=false; worthless from here on"
    )

    class Meta:
        db_table = "identity_provider_device"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in DeviceState]),
                name="identity_provider_device_state",
            )
        ]

    @override
    def __str__(self) -> str:
        return f"device request {self.pk}"
