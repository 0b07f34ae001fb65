"""Natural persons."""

from typing import ClassVar

from django.db import models
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.vault import fields as vault_fields


class Person(models.Model):
    """One natural person, known by document type and number (A1); never by a login name."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    document_type = models.CharField(
        max_length=32, db_comment="sensitive=false; kind of identity document"
    )
    number = vault_fields.EncryptedTextField(
        purpose="accounts.person.number", db_comment="sensitive=true; document number"
    )
    number_index = models.CharField(
        max_length=64, db_comment="sensitive=false; blind index of the document number"
    )
    name = vault_fields.EncryptedTextField(
        purpose="accounts.person.name", db_comment="sensitive=true; name as captured"
    )
    created_at = models.DateTimeField(db_comment="sensitive=false; when the record began")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["document_type", "number_index"], name="accounts_person_document"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"person {self.pk}"
