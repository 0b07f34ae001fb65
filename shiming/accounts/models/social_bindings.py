"""Accounts at social networks that sign in to accounts here."""

from typing import ClassVar

from django.db import models
from typing_extensions import override

from shiming.accounts.models.accounts import Account
from shiming.kernel.ids import new_id
from shiming.vault import fields as vault_fields


class SocialBinding(models.Model):
    """At most one account of a network for each account, and vice versa (A13); no tokens."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; whose"
    )
    provider = models.CharField(max_length=32, db_comment="sensitive=false; which network")
    subject = vault_fields.EncryptedTextField(
        purpose="accounts.social.subject",
        db_comment="sensitive=true; the network's opaque name of the person",
    )
    subject_index = models.CharField(
        max_length=64, db_comment="sensitive=false; blind index of provider and subject"
    )
    bound_at = models.DateTimeField(db_comment="sensitive=false; when it was bound")
    used_at = models.DateTimeField(null=True, db_comment="sensitive=false; the latest sign-in")
    suspended_at = models.DateTimeField(
        null=True,
        db_comment="sensitive=false; worthless from here on until its owner links anew",
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_index"], name="accounts_social_subject"),
            models.UniqueConstraint(fields=["account", "provider"], name="accounts_social_account"),
        ]

    @override
    def __str__(self) -> str:
        return f"social binding {self.pk}"
