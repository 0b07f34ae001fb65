"""Legal persons and the numbers they had before."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.legal_persons.types import (
    FormerNumberKind,
    LegalPersonKind,
    LegalPersonState,
    RecordSource,
)
from shiming.vault import fields as vault_fields


class LegalPerson(models.Model):
    """
    A unit and what is on record of it.

    That it is on record proves nothing: what is proven stands in its evidence.
    """

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    credit_code = models.CharField(  # noqa: DJ001  NULL keeps those without one out of the index
        max_length=18,
        null=True,
        unique=True,
        db_comment="sensitive=false; unified social credit code, public",
    )
    taxpayer_number = vault_fields.EncryptedTextField(
        purpose="legal_persons.legal_person.taxpayer_number",
        null=True,
        db_comment="sensitive=true; taxpayer number; a sole trader's holds an identity number",
    )
    taxpayer_index = models.CharField(  # noqa: DJ001  NULL keeps those without one out of the index
        max_length=64,
        null=True,
        unique=True,
        db_comment="sensitive=false; blind index of the taxpayer number",
    )
    name = models.CharField(max_length=100, db_comment="sensitive=false; as on the licence, public")
    name_key = models.CharField(
        max_length=100, db_index=True, db_comment="sensitive=false; name folded for comparison"
    )
    kind = models.CharField(max_length=24, db_comment="sensitive=false; what sort of body")
    state = models.CharField(
        max_length=16,
        default=LegalPersonState.EXISTING,
        db_comment="sensitive=false; how it stands in the register",
    )
    region = models.CharField(
        max_length=6, blank=True, default="", db_comment="sensitive=false; registering region"
    )
    is_insurance_only = models.BooleanField(
        default=False, db_comment="sensitive=false; pays social insurance alone (S35-8)"
    )
    representative_name = vault_fields.EncryptedTextField(
        purpose="legal_persons.legal_person.representative_name",
        null=True,
        db_comment="sensitive=true; legal representative's name",
    )
    representative_document = models.CharField(
        max_length=32,
        blank=True,
        default="",
        db_comment="sensitive=false; kind of the representative's document",
    )
    representative_number = vault_fields.EncryptedTextField(
        purpose="legal_persons.legal_person.representative_number",
        null=True,
        db_comment="sensitive=true; legal representative's document number",
    )
    representative_index = models.CharField(  # noqa: DJ001  NULL keeps the unknown out of the index
        max_length=64,
        null=True,
        db_index=True,
        db_comment="sensitive=false; blind index of that number",
    )
    address = vault_fields.EncryptedTextField(
        purpose="legal_persons.legal_person.address", null=True, db_comment="sensitive=true; seat"
    )
    email = vault_fields.EncryptedTextField(
        purpose="legal_persons.legal_person.email",
        null=True,
        db_comment="sensitive=true; where it is written to",
    )
    capital_amount = models.DecimalField(
        max_digits=20,
        decimal_places=6,
        null=True,
        db_comment="sensitive=false; registered capital as on the licence",
    )
    capital_unit = models.CharField(
        max_length=4, blank=True, default="", db_comment="sensitive=false; unit of the capital"
    )
    capital_currency = models.CharField(
        max_length=3, blank=True, default="", db_comment="sensitive=false; ISO 4217"
    )
    scope = models.TextField(
        blank=True, default="", db_comment="sensitive=false; what it may do, public"
    )
    valid_from = models.DateField(null=True, db_comment="sensitive=false; since when it exists")
    valid_until = models.DateField(
        null=True, db_comment="sensitive=false; end of its term; empty: for good"
    )
    bank_account = vault_fields.EncryptedJSONField(
        purpose="legal_persons.legal_person.bank_account",
        null=True,
        db_comment="sensitive=true; bank and number of its account",
    )
    source = models.CharField(
        max_length=16,
        default=RecordSource.DECLARED,
        db_comment="sensitive=false; from where the record came",
    )
    account = models.OneToOneField(
        "accounts.Account",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the unit's own account (A8)",
    )
    is_account_told = models.BooleanField(
        default=False,
        db_comment="sensitive=false; whether its account rests on another node's word alone",
    )
    created_at = models.DateTimeField(db_comment="sensitive=false; when it was put on record")
    synchronised_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when the tax core was last read for it"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(credit_code__isnull=False) | Q(taxpayer_index__isnull=False),
                name="legal_persons_unit_has_number",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in LegalPersonKind]),
                name="legal_persons_unit_kind",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in LegalPersonState]),
                name="legal_persons_unit_state",
            ),
            models.CheckConstraint(
                condition=Q(source__in=[one.value for one in RecordSource]),
                name="legal_persons_unit_source",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"legal person {self.pk}"


class FormerNumber(models.Model):
    """A number that a unit had before its credit code, or beside it (S33-24, Q45)."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    legal_person = models.ForeignKey(
        LegalPerson,
        on_delete=models.PROTECT,
        related_name="former_numbers",
        db_comment="sensitive=false; whose",
    )
    kind = models.CharField(max_length=16, db_comment="sensitive=false; which of the five")
    number = vault_fields.EncryptedTextField(
        purpose="legal_persons.former_number.number",
        db_comment="sensitive=true; the number; a sole trader's holds an identity number",
    )
    number_index = models.CharField(
        max_length=64, db_comment="sensitive=false; blind index of kind and number"
    )
    added_at = models.DateTimeField(db_comment="sensitive=false; when it was put on record")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["number_index"], name="legal_persons_former_number_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in FormerNumberKind]),
                name="legal_persons_former_kind",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"former number {self.pk}"
