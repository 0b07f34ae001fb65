"""Applications for accounts, their forms, and the mobiles that visitors proved for them (A4)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.accounts.models.accounts import Account
from shiming.accounts.types.applications import ApplicationState, ConnectionState, FormState
from shiming.kernel.ids import new_id
from shiming.vault import fields as vault_fields


class ApplicationForm(models.Model):
    """One version of the form for one kind of application; never changed once proposed."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    kind = models.CharField(max_length=32, db_comment="sensitive=false; what is applied for")
    version = models.PositiveIntegerField(db_comment="sensitive=false; number within the kind")
    state = models.CharField(
        max_length=16, db_comment="sensitive=false; proposed, in force or refused"
    )
    declaration = models.TextField(db_comment="sensitive=false; the form as a TOML text")
    proposed_by = models.UUIDField(
        null=True, db_comment="sensitive=false; account that proposed it; empty: came with us"
    )
    proposed_at = models.DateTimeField(db_comment="sensitive=false; when it was proposed")
    decided_by = models.UUIDField(
        null=True, db_comment="sensitive=false; the other account, which decided on it"
    )
    decided_at = models.DateTimeField(null=True, db_comment="sensitive=false; when")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "version"], name="accounts_form_version"),
            models.CheckConstraint(
                condition=Q(state__in=list(FormState)), name="accounts_form_state"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("proposed_by")),
                name="accounts_form_four_eyes",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"form {self.kind} {self.version}"


class ProvenMobile(models.Model):
    """That a visitor without an account proved a mobile lately; it lives for an hour."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    bound_to = models.CharField(
        max_length=64, db_comment="sensitive=false; blind index of the browser it is bound to"
    )
    mobile = vault_fields.EncryptedTextField(
        purpose="accounts.proven_mobile", db_comment="sensitive=true; the number, E.164"
    )
    proven_at = models.DateTimeField(db_comment="sensitive=false; when")
    expires_at = models.DateTimeField(db_comment="sensitive=false; worthless from here on")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["bound_to", "expires_at"], name="accounts_proven_mobile")
        ]

    @override
    def __str__(self) -> str:
        return f"proven mobile {self.pk}"


class Application(models.Model):
    """One application of somebody without an account (A4)."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    number = models.CharField(
        max_length=20, unique=True, db_comment="sensitive=false; what the applicant is told"
    )
    form = models.ForeignKey(
        ApplicationForm,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the version that was filled in",
    )
    kind = models.CharField(max_length=32, db_comment="sensitive=false; what is applied for")
    state = models.CharField(
        max_length=16,
        db_comment="sensitive=false; submitted, under review, approved, rejected or returned",
    )
    submission_key = models.UUIDField(
        unique=True, db_comment="sensitive=false; the page it came from: sent twice, kept once"
    )
    mobile = vault_fields.EncryptedTextField(
        purpose="accounts.application.mobile",
        db_comment="sensitive=true; proven mobile of the applicant, E.164",
    )
    mobile_index = models.CharField(
        max_length=64, db_comment="sensitive=false; blind index of the mobile"
    )
    name = vault_fields.EncryptedTextField(
        purpose="accounts.application.name",
        db_comment="sensitive=true; what the application calls its project or unit",
    )
    answers = vault_fields.EncryptedJSONField(
        purpose="accounts.application.answers", db_comment="sensitive=true; what was filled in"
    )
    submitted_at = models.DateTimeField(db_comment="sensitive=false; when it was first sent")
    changed_at = models.DateTimeField(db_comment="sensitive=false; when its state last changed")
    reviewer_id = models.UUIDField(
        null=True, db_comment="sensitive=false; account that took it up, or decided it"
    )
    account = models.ForeignKey(
        Account,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; what its approval opened",
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "submitted_at", "id"], name="accounts_application_queue"),
            models.Index(fields=["mobile_index"], name="accounts_application_mobile"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=list(ApplicationState)), name="accounts_application_state"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ApplicationState.SUBMITTED, ApplicationState.RETURNED])
                | Q(reviewer_id__isnull=False),
                name="accounts_application_reviewer",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"application {self.pk}"


class ApplicationStepRow(models.Model):
    """One change of an application's state, with who made it and what they said; never changed."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    application = models.ForeignKey(
        Application,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; whose state",
    )
    state = models.CharField(max_length=16, db_comment="sensitive=false; the state it came to")
    made_by = models.UUIDField(
        null=True, db_comment="sensitive=false; account of the officer; empty: the applicant"
    )
    note = vault_fields.EncryptedTextField(
        purpose="accounts.application.note",
        null=True,
        db_comment="sensitive=true; what the reviewer wrote to the applicant",
    )
    made_at = models.DateTimeField(db_comment="sensitive=false; when")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["application", "made_at"], name="accounts_application_steps")
        ]

    @override
    def __str__(self) -> str:
        return f"application step {self.pk}"


class ApplicationScanRow(models.Model):
    """One page that was handed in with an application."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    application = models.ForeignKey(
        Application,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; what it belongs to",
    )
    field = models.CharField(max_length=48, db_comment="sensitive=false; the form's field")
    place = models.PositiveSmallIntegerField(db_comment="sensitive=false; page, from 0")
    file_id = models.UUIDField(db_comment="sensitive=false; the picture, in the vault")
    kept_at = models.DateTimeField(db_comment="sensitive=false; when it was handed in")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "field", "place"], name="accounts_application_page"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"application scan {self.pk}"


class SupplierConnection(models.Model):
    """How far a supplier of equipment is connected (S01-14); its keys are whoever reports's."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    application = models.OneToOneField(
        Application,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the approved application",
    )
    state = models.CharField(max_length=16, db_comment="sensitive=false; how far it is")
    changed_at = models.DateTimeField(db_comment="sensitive=false; since when")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=list(ConnectionState)), name="accounts_connection_state"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"connection {self.pk}"
