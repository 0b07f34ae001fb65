"""Signing in for a unit, step by step."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.legal_persons.models.agencies import AgencyRecognition
from shiming.legal_persons.models.legal_persons import LegalPerson
from shiming.legal_persons.models.offices import Office
from shiming.legal_persons.types import EntryWay


class UnitSignIn(models.Model):
    """
    How far a browser has come in signing in for a unit: one row from the unit's password on.

    It is used up by the session that begins. That of an agency's employee stays what lets them act
    for the client, until the session could last no longer or the client says no.
    """

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    way = models.CharField(max_length=16, db_comment="sensitive=false; quick, ordinary or agency")
    bound_to = models.CharField(
        max_length=64, db_comment="sensitive=false; blind index of the visitor"
    )
    legal_person = models.ForeignKey(
        LegalPerson,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the unit whose password was right",
    )
    office = models.ForeignKey(
        Office,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; who was chosen to act for it",
    )
    account = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the account of the chosen person",
    )
    proven_by = models.CharField(
        max_length=8,
        blank=True,
        default="",
        db_comment="sensitive=false; RFC 8176 name of what the person proved",
    )
    proven_at = models.DateTimeField(null=True, db_comment="sensitive=false; when")
    recognition = models.ForeignKey(
        AgencyRecognition,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the client whose agreement password was right",
    )
    agreement_number = models.PositiveIntegerField(
        null=True, db_comment="sensitive=false; which of the client's agreement passwords it was"
    )
    created_at = models.DateTimeField(
        db_comment="sensitive=false; when the unit's password was right"
    )
    expires_at = models.DateTimeField(db_comment="sensitive=false; goes on no further from here")
    consumed_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when it led to a session"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(way__in=[one.value for one in EntryWay]),
                name="legal_persons_sign_in_way",
            ),
            # No session without a person who was chosen and has proven it.
            models.CheckConstraint(
                condition=Q(proven_at__isnull=True)
                | (Q(office__isnull=False) & Q(account__isnull=False) & ~Q(proven_by="")),
                name="legal_persons_sign_in_order",
            ),
            models.CheckConstraint(
                condition=Q(consumed_at__isnull=True) | Q(proven_at__isnull=False),
                name="legal_persons_sign_in_end",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account", "consumed_at"], name="legal_persons_sign_in_account"),
            models.Index(fields=["legal_person", "way"], name="legal_persons_sign_in_unit"),
        ]

    @override
    def __str__(self) -> str:
        return f"sign-in {self.pk}"
