"""Accounts that hang together, and accounts that are about to close."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.accounts.models.accounts import Account
from shiming.kernel.ids import new_id
from shiming.vault import fields as vault_fields


class AccountLink(models.Model):
    """
    That an account hangs on a main one, since when, and what contacts it gave up for that (S14-8).

    A merge is a link whose second account is closed as well: so nothing is lost, and it can be
    undone for a while.
    """

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    main = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the account that carries the contacts",
    )
    linked = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the account that hangs on it",
    )
    is_merge = models.BooleanField(
        default=False, db_comment="sensitive=false; whether the second account was closed by it"
    )
    kept_mobile = vault_fields.EncryptedTextField(
        purpose="accounts.link.mobile",
        null=True,
        db_comment="sensitive=true; mobile that the linked account had",
    )
    kept_email = vault_fields.EncryptedTextField(
        purpose="accounts.link.email",
        null=True,
        db_comment="sensitive=true; e-mail address that the linked account had",
    )
    linked_at = models.DateTimeField(db_comment="sensitive=false; since when")
    ended_at = models.DateTimeField(null=True, db_comment="sensitive=false; until when")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["linked"], condition=Q(ended_at__isnull=True), name="accounts_link_one_main"
            ),
            models.CheckConstraint(condition=~Q(main=models.F("linked")), name="accounts_link_two"),
        ]
        indexes: ClassVar = [models.Index(fields=["main", "ended_at"], name="accounts_link_main")]

    @override
    def __str__(self) -> str:
        return f"link {self.pk}"


class AccountClosure(models.Model):
    """That its owner wants an account closed; they may think better of it until `closes_at`."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; what is to be closed",
    )
    requested_at = models.DateTimeField(db_comment="sensitive=false; when its owner asked")
    closes_at = models.DateTimeField(db_comment="sensitive=false; when it closes")
    ended_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when it was withdrawn or carried out"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(ended_at__isnull=True), name="accounts_closure_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["ended_at", "closes_at"], name="accounts_closure_due")
        ]

    @override
    def __str__(self) -> str:
        return f"closure {self.pk}"
