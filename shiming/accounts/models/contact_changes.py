"""The history of contacts."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.accounts.models.accounts import Account
from shiming.accounts.types import ContactChangeReason, ContactKind
from shiming.kernel.ids import new_id
from shiming.vault import fields as vault_fields


class ContactChange(models.Model):
    """One change of a mobile number or e-mail address (A12); written once, never changed."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; whose contact",
    )
    kind = models.CharField(max_length=8, db_comment="sensitive=false; mobile or email")
    reason = models.CharField(max_length=16, db_comment="sensitive=false; how it came about")
    old = vault_fields.EncryptedTextField(
        purpose="accounts.contact_change.old",
        null=True,
        db_comment="sensitive=true; contact until then",
    )
    new = vault_fields.EncryptedTextField(
        purpose="accounts.contact_change.new",
        null=True,
        db_comment="sensitive=true; contact from then on",
    )
    changed_by = models.UUIDField(
        null=True, db_comment="sensitive=false; account that did it; empty: the platform"
    )
    changed_at = models.DateTimeField(db_comment="sensitive=false; when")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "changed_at"], name="accounts_contact_change")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=list(ContactKind)), name="accounts_contact_change_kind"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=list(ContactChangeReason)),
                name="accounts_contact_change_reason",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"contact change {self.pk}"
