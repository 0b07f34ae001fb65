"""CAS: the services of old clients, and the tickets that they are given."""

from typing import ClassVar

from django.db import models
from typing_extensions import override

from shiming.identity_provider.models.clients import Client
from shiming.kernel.ids import new_id


class CasService(models.Model):
    """Where an old client of the government lives: an address, and all that lies below it."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; whose"
    )
    origin = models.CharField(
        max_length=300, db_comment="sensitive=false; scheme, host and port, as they are found by"
    )
    path = models.TextField(db_comment="sensitive=false; ends with a slash; all below is the same")

    class Meta:
        db_table = "identity_provider_cas_service"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["origin", "path"], name="identity_provider_cas_service_one"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"CAS service {self.pk}"


class CasTicket(models.Model):
    """A service ticket: short-lived, good for one look at who signed in."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    ticket_hash = models.CharField(
        max_length=64, unique=True, db_comment="sensitive=false; keyed hash of the ticket"
    )
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; to whom"
    )
    service = models.TextField(db_comment="sensitive=false; the address that it was made for")
    account = models.ForeignKey(
        "accounts.Account",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; who signed in",
    )
    person = models.ForeignKey(
        "accounts.Person",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the account's person",
    )
    session = models.ForeignKey(
        "accounts.Session",
        to_field="public_id",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the session that it speaks of",
    )
    level = models.SmallIntegerField(db_comment="sensitive=false; level when it was made")
    methods = models.TextField(db_comment="sensitive=false; RFC 8176 names, space separated")
    acting = models.CharField(max_length=16, db_comment="sensitive=false; acting capacity")
    authenticated_at = models.DateTimeField(db_comment="sensitive=false; time of the sign-in")
    is_new_sign_in = models.BooleanField(
        db_comment="sensitive=false; whether the person signed in for this very request"
    )
    issued_at = models.DateTimeField(db_comment="sensitive=false; when it was made")
    expires_at = models.DateTimeField(
        db_index=True, db_comment="sensitive=false; worthless from here on"
    )
    used_at = models.DateTimeField(null=True, db_comment="sensitive=false; when it was used up")
    spent_ticket = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_comment="sensitive=false; the ticket itself once it opens nothing: the client's name"
        " for the session",
    )

    class Meta:
        db_table = "identity_provider_cas_ticket"

    @override
    def __str__(self) -> str:
        return f"CAS ticket {self.pk}"
