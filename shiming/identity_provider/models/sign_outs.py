"""The ends of sessions, and which connected systems were told of them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.identity_provider.models.clients import Client
from shiming.identity_provider.types import SignOutChannel, SignOutState
from shiming.kernel.ids import new_id


class SignOut(models.Model):
    """The end of a session that connected systems had grown fond of (E2)."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    # No foreign key: what was told outlives the session's row.
    session_id = models.UUIDField(
        unique=True, db_comment="sensitive=false; the session that ended, OpenID Connect sid"
    )
    account = models.ForeignKey(
        "accounts.Account",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; whose session it was",
    )
    at = models.DateTimeField(db_index=True, db_comment="sensitive=false; when it ended")

    class Meta:
        db_table = "identity_provider_sign_out"

    @override
    def __str__(self) -> str:
        return f"sign-out {self.pk}"


class SignOutNotice(models.Model):
    """That one connected system is to be told, over which channel, and what came of it."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    sign_out = models.ForeignKey(
        SignOut, on_delete=models.CASCADE, related_name="+", db_comment="sensitive=false; what of"
    )
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; to whom"
    )
    channel = models.CharField(max_length=16, db_comment="sensitive=false; how it can be told")
    address = models.TextField(
        blank=True, default="", db_comment="sensitive=false; where it is told, a registered address"
    )
    ticket = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_comment="sensitive=false; the spent CAS ticket by which it knows the session",
    )
    state = models.CharField(max_length=16, db_comment="sensitive=false; whether it answered")
    error = models.CharField(
        max_length=32, blank=True, default="", db_comment="sensitive=false; code of the last fault"
    )
    settled_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when it answered or was given up"
    )

    class Meta:
        db_table = "identity_provider_sign_out_notice"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sign_out", "client", "ticket"], name="identity_provider_notice_one"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=[one.value for one in SignOutChannel]),
                name="identity_provider_notice_channel",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in SignOutState]),
                name="identity_provider_notice_state",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"sign-out notice {self.pk}"
