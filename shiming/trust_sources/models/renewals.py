"""Requests to have a certificate renewed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.trust_sources.models.certificates import CertificateAuthority
from shiming.trust_sources.types import RenewalState
from shiming.vault import fields as vault_fields


class RenewalRequest(models.Model):
    """The business need form (业务需求表) of somebody whose key has expired, or will (S30-2)."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    account = models.ForeignKey(
        "accounts.Account",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; who asks",
    )
    authority = models.ForeignKey(
        CertificateAuthority,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; whose certificate it is",
    )
    serial = models.CharField(max_length=64, db_comment="sensitive=false; its serial number")
    valid_until = models.DateTimeField(db_comment="sensitive=false; its end")
    need = vault_fields.EncryptedTextField(
        purpose="trust_sources.renewal.need", db_comment="sensitive=true; what the person wrote"
    )
    state = models.CharField(
        max_length=16, default=RenewalState.OPEN, db_comment="sensitive=false; where it stands"
    )
    answer = models.CharField(
        max_length=200, default="", db_comment="sensitive=false; what the officer answered"
    )
    requested_at = models.DateTimeField(db_comment="sensitive=false; when it was asked for")
    decided_by = models.UUIDField(null=True, db_comment="sensitive=false; account of the officer")
    decided_at = models.DateTimeField(null=True, db_comment="sensitive=false; when that was")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=list(RenewalState)), name="trust_sources_renewal_state"
            ),
            models.UniqueConstraint(
                fields=["account", "serial"],
                condition=Q(state=RenewalState.OPEN.value),
                name="trust_sources_renewal_open_once",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"renewal request {self.pk}"
