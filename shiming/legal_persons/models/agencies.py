"""Agencies that units recognise."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.legal_persons.models.legal_persons import LegalPerson
from shiming.legal_persons.types import RecognitionState


class AgencyRecognition(models.Model):
    """
    That an agency may act for a unit, or could: one row for the two.

    The agency's employees need the agreement password, which the unit sets and replaces (Q49).
    """

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    client = models.ForeignKey(
        LegalPerson,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the unit that decides",
    )
    agency = models.ForeignKey(
        LegalPerson,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; who may act for it",
    )
    state = models.CharField(
        max_length=16, db_comment="sensitive=false; found, recognised or revoked"
    )
    is_from_core = models.BooleanField(
        default=False, db_comment="sensitive=false; the tax core names it"
    )
    agreement = models.CharField(
        max_length=128,
        blank=True,
        default="",
        db_comment="sensitive=true; salted Argon2id hash of the agreement password, empty if none",
    )
    agreement_number = models.PositiveIntegerField(
        default=0, db_comment="sensitive=false; counts the agreement passwords"
    )
    decided_by = models.UUIDField(
        null=True, db_comment="sensitive=false; account that recognised or ended it"
    )
    changed_at = models.DateTimeField(db_comment="sensitive=false; since when it stands so")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "agency"], name="legal_persons_recognition_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in RecognitionState]),
                name="legal_persons_recognition_state",
            ),
            models.CheckConstraint(
                condition=~Q(client=models.F("agency")), name="legal_persons_recognition_two"
            ),
            models.CheckConstraint(
                condition=~Q(state=RecognitionState.RECOGNISED.value) | ~Q(agreement=""),
                name="legal_persons_recognition_secret",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"recognition {self.pk}"
