"""Becoming a client: applications, changes of addresses, testers and the joint test (E3)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.identity_provider.models.clients import Client
from shiming.identity_provider.types import AddressChangeState, ApplicationState
from shiming.kernel.ids import new_id
from shiming.vault import fields as vault_fields


class Application(models.Model):
    """A unit's wish to connect a system, and what became of it."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    applicant = models.ForeignKey(
        "accounts.Account",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the integrator who applies",
    )
    applicant_person_id = models.UUIDField(
        null=True, db_comment="sensitive=false; the integrator's person, who may not decide"
    )
    state = models.CharField(
        max_length=16, db_comment="sensitive=false; submitted, returned, refused, approved, …"
    )
    unit = models.CharField(max_length=100, db_comment="sensitive=false; the unit that applies")
    responsible_name = vault_fields.EncryptedTextField(
        purpose="identity_provider.application.responsible_name",
        db_comment="sensitive=true; who answers for the system",
    )
    responsible_contact = vault_fields.EncryptedTextField(
        purpose="identity_provider.application.responsible_contact",
        db_comment="sensitive=true; how they are reached",
    )
    system_name = models.CharField(max_length=100, db_comment="sensitive=false; the system")
    purpose = models.TextField(db_comment="sensitive=false; what the data are wanted for")
    item_codes = models.JSONField(db_comment="sensitive=false; the service items it serves")
    environments = models.JSONField(db_comment="sensitive=false; sandbox, production")
    sandbox_redirect_uris = models.JSONField(db_comment="sensitive=false; addresses for the test")
    redirect_uris = models.JSONField(db_comment="sensitive=false; addresses for production")
    post_logout_redirect_uris = models.JSONField(
        default=list, db_comment="sensitive=false; addresses after signing out"
    )
    scopes = models.JSONField(db_comment="sensitive=false; the scopes wanted")
    min_level = models.SmallIntegerField(db_comment="sensitive=false; least level of its people")
    network_zone = models.CharField(
        max_length=16, db_comment="sensitive=false; internet, government network, private network"
    )
    trust_sources = models.TextField(
        blank=True, default="", db_comment="sensitive=false; the trust sources wanted"
    )
    planned_on = models.DateField(db_comment="sensitive=false; when it is to go live")
    home_uri = models.TextField(
        blank=True, default="", db_comment="sensitive=false; its first page, for the launcher"
    )
    initiate_login_uri = models.TextField(
        blank=True, default="", db_comment="sensitive=false; where it begins a sign-in"
    )
    backchannel_logout_uri = models.TextField(
        blank=True, default="", db_comment="sensitive=false; where it is told of sign-outs"
    )
    duties_version = models.CharField(
        max_length=32, db_comment="sensitive=false; the version of the duties that was accepted"
    )
    duties_accepted_at = models.DateTimeField(
        db_comment="sensitive=false; when the applicant accepted them"
    )
    submitted_at = models.DateTimeField(db_comment="sensitive=false; when it was sent last")
    reason = models.TextField(
        blank=True, default="", db_comment="sensitive=false; why it was refused or returned"
    )
    decided_by = models.UUIDField(
        null=True, db_comment="sensitive=false; the officer who decided last"
    )
    decided_at = models.DateTimeField(null=True, db_comment="sensitive=false; when that was")
    sandbox_client = models.OneToOneField(
        Client,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; what it tests with",
    )
    production_client = models.OneToOneField(
        Client,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; what it is in production",
    )
    created_at = models.DateTimeField(db_comment="sensitive=false; when it was sent first")

    class Meta:
        db_table = "identity_provider_application"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in ApplicationState]),
                name="identity_provider_application_state",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["applicant", "created_at"], name="identity_provider_app_owner"),
            models.Index(fields=["state", "submitted_at"], name="identity_provider_app_state"),
        ]

    @override
    def __str__(self) -> str:
        return f"application {self.pk}"


class AddressChange(models.Model):
    """Other addresses for a client: they redirect nobody before an officer agrees."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; whose"
    )
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; of which"
    )
    redirect_uris = models.JSONField(db_comment="sensitive=false; the addresses wanted")
    state = models.CharField(max_length=16, db_comment="sensitive=false; pending, approved, …")
    reason = models.TextField(blank=True, default="", db_comment="sensitive=false; why not")
    requested_at = models.DateTimeField(db_comment="sensitive=false; when it was asked for")
    decided_by = models.UUIDField(null=True, db_comment="sensitive=false; which officer decided")
    decided_at = models.DateTimeField(null=True, db_comment="sensitive=false; when that was")

    class Meta:
        db_table = "identity_provider_address_change"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in AddressChangeState]),
                name="identity_provider_address_change_state",
            ),
            models.UniqueConstraint(
                fields=["client"],
                condition=Q(state=AddressChangeState.PENDING.value),
                name="identity_provider_address_change_one",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"address change {self.pk}"


class SandboxTester(models.Model):
    """An account that may use a sandbox client."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; which"
    )
    account = models.ForeignKey(
        "accounts.Account",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; who tries it out",
    )
    added_at = models.DateTimeField(db_comment="sensitive=false; since when")

    class Meta:
        db_table = "identity_provider_sandbox_tester"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "account"], name="identity_provider_sandbox_tester_one"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"sandbox tester {self.pk}"


class TrialResult(models.Model):
    """A point of the joint test that a sandbox client passed, written by the engine alone."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; which"
    )
    trial = models.CharField(max_length=16, db_comment="sensitive=false; which point")
    detail = models.TextField(db_comment="sensitive=false; what the endpoint saw; codes only")
    times = models.IntegerField(default=1, db_comment="sensitive=false; how often")
    first_at = models.DateTimeField(db_comment="sensitive=false; when it happened first")
    last_at = models.DateTimeField(db_comment="sensitive=false; when it happened last")

    class Meta:
        db_table = "identity_provider_trial_result"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "trial"], name="identity_provider_trial_result_one"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"trial result {self.pk}"
