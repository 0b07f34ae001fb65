"""Errands to those outside who vouch for somebody."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.accounts.models.accounts import Account
from shiming.accounts.types import OutsideAim, OutsideKind
from shiming.kernel.ids import new_id
from shiming.vault import fields as vault_fields


class OutsideProofRow(models.Model):
    """One errand to a social network, a certificate key or a licence wallet; good once."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    kind = models.CharField(max_length=16, db_comment="sensitive=false; who vouches")
    aim = models.CharField(max_length=16, db_comment="sensitive=false; to sign in, or to bind")
    provider = models.CharField(
        max_length=32, blank=True, default="", db_comment="sensitive=false; which social network"
    )
    bound_to = models.CharField(
        max_length=64, db_comment="sensitive=false; blind index of the visitor cookie"
    )
    account = models.ForeignKey(
        Account,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; to whom it shall be bound; empty at sign-in",
    )
    secrets = vault_fields.EncryptedJSONField(
        purpose="accounts.outside_proof.secrets",
        default=dict,
        db_comment="sensitive=true; state, nonce, verifier, statement, reference or subject",
    )
    created_at = models.DateTimeField(db_comment="sensitive=false; when it began")
    expires_at = models.DateTimeField(db_comment="sensitive=false; worthless from here on")
    consumed_at = models.DateTimeField(null=True, db_comment="sensitive=false; when it was used")

    class Meta:
        db_table = "accounts_outsideproof"
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="accounts_outside_expiry")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=list(OutsideKind)), name="accounts_outside_kind"
            ),
            models.CheckConstraint(
                condition=Q(aim__in=list(OutsideAim)), name="accounts_outside_aim"
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"outside proof {self.pk}"
