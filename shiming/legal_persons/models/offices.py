"""Offices."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.legal_persons.models.legal_persons import LegalPerson
from shiming.legal_persons.types import (
    OPEN_STATES,
    OfficeEnd,
    OfficeKind,
    OfficeSource,
    OfficeState,
)
from shiming.vault import fields as vault_fields


class Office(models.Model):
    """
    That somebody is something for a unit, or is to be.

    The holder is known by document, and only later as a person here: a register or the tax core
    names people who have never signed in.
    """

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    legal_person = models.ForeignKey(
        LegalPerson,
        on_delete=models.PROTECT,
        related_name="offices",
        db_comment="sensitive=false; for whom",
    )
    kind = models.CharField(max_length=24, db_comment="sensitive=false; as what")
    state = models.CharField(max_length=24, db_comment="sensitive=false; where it stands")
    source = models.CharField(max_length=16, db_comment="sensitive=false; who says so")
    person = models.ForeignKey(
        "accounts.Person",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; whose, once the holder is known here",
    )
    holder_name = vault_fields.EncryptedTextField(
        purpose="legal_persons.office.holder_name", db_comment="sensitive=true; holder's name"
    )
    holder_document = models.CharField(
        max_length=32, db_comment="sensitive=false; kind of the holder's document"
    )
    holder_number = vault_fields.EncryptedTextField(
        purpose="legal_persons.office.holder_number",
        db_comment="sensitive=true; holder's document number",
    )
    holder_index = models.CharField(
        max_length=64, db_index=True, db_comment="sensitive=false; blind index of that number"
    )
    mobile = vault_fields.EncryptedTextField(
        purpose="legal_persons.office.mobile",
        null=True,
        db_comment="sensitive=true; contact for this relation alone (Q51)",
    )
    position = vault_fields.EncryptedTextField(
        purpose="legal_persons.office.position",
        null=True,
        db_comment="sensitive=true; what the unit calls the holder's work, typed freely",
    )
    accepts_risk_alerts = models.BooleanField(
        default=False, db_comment="sensitive=false; the holder accepts alerts of risks (S31-9)"
    )
    opened_by = models.UUIDField(
        null=True, db_comment="sensitive=false; account that began it; empty: the platform"
    )
    opened_at = models.DateTimeField(db_comment="sensitive=false; when it began to be asked")
    decided_by = models.UUIDField(
        null=True, db_comment="sensitive=false; account that agreed or refused"
    )
    decided_at = models.DateTimeField(null=True, db_comment="sensitive=false; when")
    valid_from = models.DateTimeField(db_comment="sensitive=false; counts from here on")
    valid_until = models.DateTimeField(
        null=True, db_comment="sensitive=false; counts until here; empty: until it is ended"
    )
    ended_by = models.UUIDField(null=True, db_comment="sensitive=false; account that ended it")
    ended_at = models.DateTimeField(null=True, db_comment="sensitive=false; when")
    end_reason = models.CharField(
        max_length=24, blank=True, default="", db_comment="sensitive=false; why it ended"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["legal_person", "holder_index", "kind"],
                condition=Q(state__in=[one.value for one in OPEN_STATES]),
                name="legal_persons_office_once",
            ),
            models.UniqueConstraint(
                fields=["legal_person"],
                condition=Q(
                    state=OfficeState.ACTIVE.value, kind=OfficeKind.LEGAL_REPRESENTATIVE.value
                ),
                name="legal_persons_office_one_head",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in OfficeKind]),
                name="legal_persons_office_kind",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in OfficeState]),
                name="legal_persons_office_state",
            ),
            models.CheckConstraint(
                condition=Q(source__in=[one.value for one in OfficeSource]),
                name="legal_persons_office_source",
            ),
            models.CheckConstraint(
                condition=~Q(state=OfficeState.ACTIVE.value) | Q(person__isnull=False),
                name="legal_persons_office_holder",
            ),
            models.CheckConstraint(
                condition=Q(end_reason__in=["", *(one.value for one in OfficeEnd)]),
                name="legal_persons_office_end",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "state"], name="legal_persons_office_person")
        ]

    @override
    def __str__(self) -> str:
        return f"office {self.pk}"
