"""Bank cards and personal certificates that persons keep here."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.accounts.models.persons import Person
from shiming.accounts.types import KINDS_FILED_ONCE, PersonalCertificateKind
from shiming.kernel.ids import new_id
from shiming.vault import fields as vault_fields


class BankCard(models.Model):
    """A card of which the bank said that it is this person's (S32-7)."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; whose"
    )
    number = vault_fields.EncryptedTextField(
        purpose="accounts.bank_card.number", db_comment="sensitive=true; card number"
    )
    number_index = models.CharField(
        max_length=64, db_comment="sensitive=false; blind index of the card number"
    )
    mobile = vault_fields.EncryptedTextField(
        purpose="accounts.bank_card.mobile",
        db_comment="sensitive=true; the mobile that the bank knows, proven by a code",
    )
    bank = models.CharField(max_length=64, db_comment="sensitive=false; name of the bank")
    is_default = models.BooleanField(
        default=False, db_comment="sensitive=false; taken where nothing else is chosen"
    )
    bound_at = models.DateTimeField(db_comment="sensitive=false; when it was bound")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "number_index"], name="accounts_card_once"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(is_default=True), name="accounts_card_default"
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"bank card {self.pk}"


class PersonalCertificate(models.Model):
    """A certificate that a person filed of themselves, with its pictures (S32-6, S06-4)."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; whose"
    )
    kind = models.CharField(max_length=24, db_comment="sensitive=false; what it certifies")
    number = vault_fields.EncryptedTextField(
        purpose="accounts.personal_certificate.number",
        db_comment="sensitive=true; its number, empty if it has none",
    )
    details = vault_fields.EncryptedJSONField(
        purpose="accounts.personal_certificate.details",
        null=True,
        db_comment="sensitive=true; name, level, speciality and issuing body, as on the paper",
    )
    issued_on = models.DateField(null=True, db_comment="sensitive=false; day of issue")
    valid_from = models.DateField(null=True, db_comment="sensitive=false; first day it is good")
    valid_until = models.DateField(null=True, db_comment="sensitive=false; last day it is good")
    annual_check_on = models.DateField(
        null=True, db_comment="sensitive=false; day of the next annual check"
    )
    pictures = models.JSONField(
        default=list, db_comment="sensitive=false; ids of the vault's files, in order"
    )
    kept_at = models.DateTimeField(db_comment="sensitive=false; when it was filed")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(kind__in=sorted(KINDS_FILED_ONCE)),
                name="accounts_certificate_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=list(PersonalCertificateKind)),
                name="accounts_certificate_kind",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "kind"], name="accounts_certificate_person")
        ]

    @override
    def __str__(self) -> str:
        return f"personal certificate {self.pk}"
