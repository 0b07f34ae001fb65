"""The tables of the area. Columns of the session are read with SQL by the identity provider."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.accounts.types import AccountKind, AccountState, CodePurpose, CounterScope, SessionEnd
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


class Session(models.Model):
    """
    A sign-in on one browser or device.

    The key is the hash of the cookie's value, so that a stolen table signs nobody in; it changes
    when the session rotates. Others refer to a session by `public_id`, which never changes.
    """

    id = models.CharField(
        primary_key=True,
        max_length=43,
        db_comment="sensitive=false; base64url(sha256(cookie value)) without padding",
    )
    public_id = models.UUIDField(
        default=new_id, unique=True, db_comment="sensitive=false; OpenID Connect sid"
    )
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; who signed in",
    )
    person = models.ForeignKey(
        Person,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the account's person",
    )
    acting = models.JSONField(
        default=dict, db_comment="sensitive=false; acting identity: kind, ids, permissions"
    )
    level = models.SmallIntegerField(db_comment="sensitive=false; level of assurance")
    level_until = models.DateTimeField(
        null=True, db_comment="sensitive=false; until when the level surely holds"
    )
    methods = models.JSONField(
        default=list, db_comment="sensitive=false; RFC 8176 names of the methods used"
    )
    factors = models.JSONField(
        default=dict, db_comment="sensitive=false; when each method was last proven"
    )
    authenticated_at = models.DateTimeField(db_comment="sensitive=false; OpenID Connect auth_time")
    last_seen_at = models.DateTimeField(db_comment="sensitive=false; to the minute")
    idle_until = models.DateTimeField(db_comment="sensitive=false; ends here if unused")
    absolute_until = models.DateTimeField(db_comment="sensitive=false; ends here at the latest")
    rotation_due = models.BooleanField(
        default=False, db_comment="sensitive=false; the cookie gets a new value at the next page"
    )
    ended_at = models.DateTimeField(null=True, db_comment="sensitive=false; when it ended")
    end_reason = models.CharField(
        max_length=24, blank=True, default="", db_comment="sensitive=false; why it ended"
    )
    address = models.CharField(max_length=45, db_comment="sensitive=true; network address")
    device = models.CharField(
        max_length=120, db_comment="sensitive=false; browser and system in words"
    )
    device_index = models.CharField(
        max_length=64, db_comment="sensitive=false; blind index of the browser's visitor cookie"
    )
    created_at = models.DateTimeField(db_comment="sensitive=false; when it began")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end_reason="")
                | Q(ended_at__isnull=False, end_reason__in=list(SessionEnd)),
                name="accounts_session_end",
            )
        ]

    @override
    def __str__(self) -> str:
        return f"session {self.public_id}"


class OneTimeCode(models.Model):
    """A six-digit code on its way to a mobile, bound to a purpose and a visitor (A9)."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    purpose = models.CharField(max_length=16, db_comment="sensitive=false; what it is good for")
    bound_to = models.CharField(
        max_length=64, db_comment="sensitive=false; blind index of the visitor or session"
    )
    mobile = vault_fields.EncryptedTextField(
        purpose="accounts.code.mobile", db_comment="sensitive=true; where it was sent"
    )
    mobile_index = models.CharField(
        max_length=64, db_comment="sensitive=false; blind index of the mobile number"
    )
    code_hash = models.CharField(
        max_length=64, db_comment="sensitive=false; keyed hash of id and digits"
    )
    agreement = models.ForeignKey(
        "ServiceAgreement",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the version accepted when a registration began",
    )
    tries = models.PositiveSmallIntegerField(
        default=0, db_comment="sensitive=false; tries paid for so far"
    )
    sent_at = models.DateTimeField(db_comment="sensitive=false; when it was sent")
    expires_at = models.DateTimeField(db_comment="sensitive=false; worthless from here on")
    consumed_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when it was used or replaced"
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["bound_to", "purpose", "sent_at"], name="accounts_code_bound"),
            models.Index(fields=["expires_at"], name="accounts_code_expiry"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(purpose__in=list(CodePurpose)), name="accounts_code_purpose"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"code {self.pk}"


class SpentCheck(models.Model):
    """A human check that somebody has answered, rightly or wrongly; none is answered twice."""

    id = models.CharField(
        primary_key=True, max_length=64, db_comment="sensitive=false; sha256 of the challenge"
    )
    expires_at = models.DateTimeField(
        db_index=True, db_comment="sensitive=false; may be forgotten from here on"
    )

    @override
    def __str__(self) -> str:
        return f"spent check {self.pk[:8]}"


class GuessCounter(models.Model):
    """How often something was tried by or against somebody; survives restarts (A10)."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    scope = models.CharField(max_length=32, db_comment="sensitive=false; what is counted")
    subject = models.CharField(
        max_length=64, db_comment="sensitive=false; account id or blind index"
    )
    count = models.PositiveIntegerField(
        default=0, db_comment="sensitive=false; tries in this window"
    )
    window_started_at = models.DateTimeField(db_comment="sensitive=false; start of the window")
    last_at = models.DateTimeField(null=True, db_comment="sensitive=false; the latest try")
    locked_until = models.DateTimeField(null=True, db_comment="sensitive=false; end of the lock")
    lock_count = models.PositiveSmallIntegerField(
        default=0, db_comment="sensitive=false; locks in a row, each doubles the next"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scope", "subject"], name="accounts_counter_subject"),
            models.CheckConstraint(
                condition=Q(scope__in=list(CounterScope)), name="accounts_counter_scope"
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"counter {self.pk}"


class ServiceAgreement(models.Model):
    """One version of the service agreement (网络服务使用协议); a published text never changes."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    version = models.CharField(
        max_length=32, unique=True, db_comment="sensitive=false; name of the version"
    )
    title = models.CharField(max_length=120, db_comment="sensitive=false; heading")
    text = models.TextField(db_comment="sensitive=false; plain text, paragraphs by empty lines")
    published_at = models.DateTimeField(db_comment="sensitive=false; in force from here on")

    @override
    def __str__(self) -> str:
        return f"agreement {self.version}"


class Acceptance(models.Model):
    """That an account accepted one version of the agreement."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    agreement = models.ForeignKey(
        ServiceAgreement,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; what was accepted",
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; by whom"
    )
    accepted_at = models.DateTimeField(db_comment="sensitive=false; when")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agreement", "account"], name="accounts_acceptance_once"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"acceptance {self.pk}"
