"""Registrations of units, and what a counter gave out."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.legal_persons.models.legal_persons import LegalPerson
from shiming.legal_persons.types import (
    OPEN_REGISTRATIONS,
    ApplicantRole,
    RegistrationState,
    RegistrationWay,
)
from shiming.vault import fields as vault_fields


class UnitRegistration(models.Model):
    """That somebody registers a unit: what they stated, and what became of it."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    way = models.CharField(max_length=16, db_comment="sensitive=false; who decides in the end")
    role = models.CharField(max_length=16, db_comment="sensitive=false; as what they register it")
    state = models.CharField(
        max_length=24,
        default=RegistrationState.CHECKING,
        db_comment="sensitive=false; where it stands",
    )
    account = models.ForeignKey(
        "accounts.Account",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; who registers",
    )
    person = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the same as a person",
    )
    legal_person = models.ForeignKey(
        LegalPerson,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the unit, once it is on record",
    )
    credit_code = models.CharField(
        max_length=18, db_comment="sensitive=false; unified social credit code, public"
    )
    statement = vault_fields.EncryptedJSONField(
        purpose="legal_persons.unit_registration.statement",
        db_comment="sensitive=true; what was stated: names, document, contacts",
    )
    paper_file_id = models.UUIDField(
        null=True,
        db_comment="sensitive=false; picture of the paper, in the vault; empty: none asked",
    )
    register_outcome = models.CharField(
        max_length=16, blank=True, default="", db_comment="sensitive=false; the register's word"
    )
    register_source = models.CharField(
        max_length=64, blank=True, default="", db_comment="sensitive=false; which register"
    )
    register_reference = models.CharField(
        max_length=64, blank=True, default="", db_comment="sensitive=false; its own reference"
    )
    has_waited = models.BooleanField(
        default=False, db_comment="sensitive=false; whether the register was unavailable"
    )
    refusal_code = models.CharField(
        max_length=64, blank=True, default="", db_comment="sensitive=false; why it was refused"
    )
    reason = vault_fields.EncryptedTextField(
        purpose="legal_persons.unit_registration.reason",
        null=True,
        db_comment="sensitive=true; what the officer wrote to the applicant",
    )
    submitted_at = models.DateTimeField(db_comment="sensitive=false; when it was handed in")
    decided_by = models.UUIDField(
        null=True, db_comment="sensitive=false; account of the officer; empty: the platform"
    )
    decided_at = models.DateTimeField(null=True, db_comment="sensitive=false; when")

    class Meta:
        constraints: ClassVar = [
            # Not per unit alone: whoever states a stranger's code must not keep its people out.
            models.UniqueConstraint(
                fields=["account", "credit_code"],
                condition=Q(state__in=[one.value for one in OPEN_REGISTRATIONS]),
                name="legal_persons_registration_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in RegistrationState]),
                name="legal_persons_registration_state",
            ),
            models.CheckConstraint(
                condition=Q(way__in=[one.value for one in RegistrationWay]),
                name="legal_persons_registration_way",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[one.value for one in ApplicantRole]),
                name="legal_persons_registration_role",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "submitted_at"], name="legal_persons_registration_q"),
            models.Index(fields=["account", "submitted_at"], name="legal_persons_registration_a"),
        ]

    @override
    def __str__(self) -> str:
        return f"registration {self.pk}"


class CounterIssue(models.Model):
    """That a clerk gave a unit the code to its account, on what paper and why (S15-4)."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    legal_person = models.ForeignKey(
        LegalPerson,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; to which unit",
    )
    clerk_id = models.UUIDField(db_comment="sensitive=false; account of the clerk")
    explanation = vault_fields.EncryptedTextField(
        purpose="legal_persons.counter_issue.explanation",
        db_comment="sensitive=true; what the clerk saw",
    )
    paper_file_id = models.UUIDField(
        db_comment="sensitive=false; picture of the paper, in the vault"
    )
    issued_at = models.DateTimeField(db_comment="sensitive=false; when")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["legal_person", "issued_at"], name="legal_persons_issue_unit")
        ]

    @override
    def __str__(self) -> str:
        return f"counter issue {self.pk}"
