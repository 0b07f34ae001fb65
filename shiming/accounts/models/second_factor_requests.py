"""That an officer wants a colleague's second factors taken away; another one has to agree."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from typing_extensions import override

from shiming.accounts.models.accounts import Account
from shiming.kernel.ids import new_id


class SecondFactorRequest(models.Model):
    """
    The first pair of eyes on the reset of a member of staff's second factors.

    Whoever may reset a password and a second factor alone could enter as any colleague.
    """

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; whose second factors",
    )
    asked_by = models.UUIDField(db_comment="sensitive=false; account of the officer who asked")
    reason = models.CharField(
        max_length=200, db_comment="sensitive=false; why; names nobody, which is checked"
    )
    asked_at = models.DateTimeField(db_comment="sensitive=false; when")
    expires_at = models.DateTimeField(db_comment="sensitive=false; nobody can agree from here on")
    decided_by = models.UUIDField(
        null=True, db_comment="sensitive=false; account of the second officer"
    )
    decided_at = models.DateTimeField(null=True, db_comment="sensitive=false; when")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "expires_at"], name="accounts_factor_request")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="accounts_factor_request_four_eyes",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"second factor request {self.pk}"
