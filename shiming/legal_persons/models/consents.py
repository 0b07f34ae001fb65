"""Standing consents of people, and who relied on them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.legal_persons.types import ConsentEnd, ConsentPurpose


class StandingConsent(models.Model):
    """
    That somebody agreed, with their face, to a purpose until a day.

    Another last day is another consent, so that what was relied on stays as it was.
    """

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    person = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; who agreed",
    )
    purpose = models.CharField(max_length=32, db_comment="sensitive=false; to what")
    given_by = models.UUIDField(db_comment="sensitive=false; account with which it was given")
    given_at = models.DateTimeField(db_comment="sensitive=false; when the face was shown for it")
    last_day = models.DateField(db_comment="sensitive=false; the last day on which it counts")
    ended_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when it ended before that day"
    )
    end_reason = models.CharField(
        max_length=16, blank=True, default="", db_comment="sensitive=false; why it did"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=Q(ended_at__isnull=True),
                name="legal_persons_consent_once",
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=[one.value for one in ConsentPurpose]),
                name="legal_persons_consent_purpose",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end_reason="")
                | Q(ended_at__isnull=False, end_reason__in=[one.value for one in ConsentEnd]),
                name="legal_persons_consent_end",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"consent {self.pk}"


class ConsentUse(models.Model):
    """That somebody was told a consent stands, and for which case they asked."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    consent = models.ForeignKey(
        StandingConsent,
        on_delete=models.PROTECT,
        related_name="uses",
        db_comment="sensitive=false; on what they rely",
    )
    used_by = models.CharField(
        max_length=100, db_comment="sensitive=false; which system, or this platform"
    )
    case_number = models.CharField(max_length=64, db_comment="sensitive=false; for which case")
    used_at = models.DateTimeField(db_comment="sensitive=false; when it was asked for first")

    class Meta:
        constraints: ClassVar = [
            # Asked again about the same case, nothing more is used.
            models.UniqueConstraint(
                fields=["consent", "used_by", "case_number"], name="legal_persons_consent_use_once"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"use {self.pk}"
