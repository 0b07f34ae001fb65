"""Numbers of other bodies: housing fund, social security."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.accounts.models.accounts import Account
from shiming.accounts.types.numbers import NumberKind
from shiming.kernel.ids import new_id
from shiming.vault import fields as vault_fields


class PersonalNumber(models.Model):
    """
    A number under which another body knows an account's owner, and with which they sign in.

    An account may have several. A number that was replaced stays and points to its successor, so
    that who still types the old one gets in as well (S15-10).
    """

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; whose"
    )
    kind = models.CharField(max_length=24, db_comment="sensitive=false; who gave the number")
    number = vault_fields.EncryptedTextField(
        purpose="accounts.personal_number", db_comment="sensitive=true; the number"
    )
    number_index = models.CharField(
        max_length=64, db_comment="sensitive=false; blind index of kind and number"
    )
    alias_of = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the number that replaced this one",
    )
    attached_at = models.DateTimeField(db_comment="sensitive=false; when it was attached")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number_index"], name="accounts_number_once"),
            models.CheckConstraint(
                condition=Q(kind__in=list(NumberKind)), name="accounts_number_kind"
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"number {self.pk}"
