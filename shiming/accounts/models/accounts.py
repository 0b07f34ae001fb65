"""Accounts: means of signing in."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.accounts.models.persons import Person
from shiming.accounts.types import AccountKind, AccountState
from shiming.kernel.ids import new_id
from shiming.vault import fields as vault_fields


class Account(models.Model):
    """A means of signing in; a person may own several."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    kind = models.CharField(
        max_length=16,
        default=AccountKind.NATURAL_PERSON,
        db_comment="sensitive=false; whose account it is",
    )
    state = models.CharField(
        max_length=16,
        default=AccountState.ACTIVE,
        db_comment="sensitive=false; pending, active, frozen or closed",
    )
    user_name = models.CharField(
        max_length=32, blank=True, default="", db_comment="sensitive=false; self-chosen login name"
    )
    user_name_key = models.CharField(  # noqa: DJ001  NULL keeps the nameless out of the index
        max_length=64,
        null=True,
        db_comment="sensitive=false; login name folded for comparison",
    )
    password = models.CharField(
        max_length=128,
        blank=True,
        default="",
        db_comment="sensitive=true; salted Argon2id hash, empty if none",
    )
    password_changed_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when the password was last set"
    )
    mobile = vault_fields.EncryptedTextField(
        purpose="accounts.account.mobile",
        null=True,
        db_comment="sensitive=true; proven mobile number, E.164",
    )
    mobile_index = models.CharField(  # noqa: DJ001  NULL keeps those without one out of the index
        max_length=64,
        null=True,
        db_comment="sensitive=false; blind index of the mobile number",
    )
    email = vault_fields.EncryptedTextField(
        purpose="accounts.account.email",
        null=True,
        db_comment="sensitive=true; proven e-mail address",
    )
    email_index = models.CharField(  # noqa: DJ001  NULL keeps those without one out of the index
        max_length=64,
        null=True,
        db_comment="sensitive=false; blind index of the e-mail address in small letters",
    )
    person = models.ForeignKey(
        Person,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; whose it is, once known",
    )
    main_account = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the account that alone carries the contacts (S14-8)",
    )
    created_at = models.DateTimeField(db_comment="sensitive=false; when it was registered")
    closed_at = models.DateTimeField(null=True, db_comment="sensitive=false; when it was closed")
    suspended_at = models.DateTimeField(
        null=True,
        db_comment="sensitive=false; frozen since then by personnel, none if by an officer",
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user_name_key"],
                condition=~Q(state=AccountState.CLOSED),
                name="accounts_account_user_name",
            ),
            # Q05: a mobile is unique per living main account; linked accounts carry none.
            models.UniqueConstraint(
                fields=["mobile_index"],
                condition=~Q(state=AccountState.CLOSED) & Q(main_account__isnull=True),
                name="accounts_account_mobile",
            ),
            # The same holds for mailboxes, or a code sent to one would open two accounts.
            models.UniqueConstraint(
                fields=["email_index"],
                condition=~Q(state=AccountState.CLOSED) & Q(main_account__isnull=True),
                name="accounts_account_email",
            ),
            models.CheckConstraint(
                condition=Q(state__in=list(AccountState)), name="accounts_account_state"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=list(AccountKind)), name="accounts_account_kind"
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"account {self.pk}"
