"""Codes that a PC shows and a phone confirms."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.accounts.models.accounts import Account
from shiming.accounts.types import QrEnd, QrState
from shiming.kernel.ids import new_id


class QrSignIn(models.Model):
    """
    A code on the page of a PC (S25-4), good once and for two minutes.

    The code in the address is no secret: it is on a screen. What signs in is the browser that
    asked for it, and only after somebody who is signed in has confirmed it.
    """

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    code = models.CharField(
        max_length=32, unique=True, db_comment="sensitive=false; random part of the address"
    )
    bound_to = models.CharField(
        max_length=64, db_comment="sensitive=false; blind index of the PC's visitor cookie"
    )
    state = models.CharField(
        max_length=16, default=QrState.SHOWN, db_comment="sensitive=false; how far it has come"
    )
    ended_for = models.CharField(
        max_length=16, blank=True, default="", db_comment="sensitive=false; why it came to nothing"
    )
    needs_face = models.BooleanField(
        default=False, db_comment="sensitive=false; the phone confirms with a face, not by a tap"
    )
    number = models.PositiveSmallIntegerField(
        db_comment="sensitive=false; what the PC shows and the phone must pick"
    )
    choices = models.JSONField(db_comment="sensitive=false; what the phone offers to pick from")
    origin = models.CharField(
        max_length=255, db_comment="sensitive=false; host whose page shows the code"
    )
    address = models.CharField(max_length=45, db_comment="sensitive=true; address of the PC")
    device = models.CharField(
        max_length=120, db_comment="sensitive=false; browser and system of the PC in words"
    )
    account = models.ForeignKey(
        Account,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; whose phone scanned it",
    )
    phone_session = models.UUIDField(
        null=True, db_comment="sensitive=false; public id of the session that scanned it"
    )
    created_at = models.DateTimeField(db_comment="sensitive=false; when it was shown")
    expires_at = models.DateTimeField(db_comment="sensitive=false; worthless from here on")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["bound_to", "state"], name="accounts_qr_bound"),
            models.Index(fields=["expires_at"], name="accounts_qr_expiry"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=list(QrState)), name="accounts_qr_state"),
            models.CheckConstraint(
                condition=Q(ended_for="") | Q(ended_for__in=list(QrEnd)), name="accounts_qr_end"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[QrState.SHOWN, QrState.REFUSED, QrState.EXPIRED])
                | Q(account__isnull=False, phone_session__isnull=False),
                name="accounts_qr_phone",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"qr sign-in {self.pk}"
