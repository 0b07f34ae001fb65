"""Clients that register themselves (RFC 7591, RFC 7592), and what lets them."""

from django.db import models
from typing_extensions import override

from shiming.identity_provider.models.clients import Client
from shiming.kernel.ids import new_id


class InitialAccessToken(models.Model):
    """Leave to register some clients, given by the authority to one supplier."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    token_hash = models.CharField(
        max_length=64, unique=True, db_comment="sensitive=false; keyed hash of the token"
    )
    name = models.CharField(
        max_length=100, db_comment="sensitive=false; the supplier that it was given to"
    )
    scopes = models.JSONField(db_comment="sensitive=false; what its clients may ask for at most")
    uses_left = models.SmallIntegerField(
        db_comment="sensitive=false; how many clients may still be registered with it"
    )
    created_at = models.DateTimeField(db_comment="sensitive=false; when it was given")
    expires_at = models.DateTimeField(db_comment="sensitive=false; worthless from here on")

    class Meta:
        db_table = "identity_provider_initial_token"

    @override
    def __str__(self) -> str:
        return f"initial access token {self.pk}"


class ClientRegistration(models.Model):
    """What a client said of itself, and the token with which it may change that."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    client = models.OneToOneField(
        Client, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; whose"
    )
    initial_token = models.ForeignKey(
        InitialAccessToken,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; by whose leave",
    )
    token_hash = models.CharField(
        max_length=64, unique=True, db_comment="sensitive=false; keyed hash of its own token"
    )
    metadata = models.JSONField(db_comment="sensitive=false; what it said, in the words of the RFC")
    jwks_uri = models.TextField(
        blank=True, default="", db_comment="sensitive=false; where its keys are read again"
    )
    created_at = models.DateTimeField(db_comment="sensitive=false; when it registered")
    keys_read_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when its keys were read last"
    )

    class Meta:
        db_table = "identity_provider_client_registration"

    @override
    def __str__(self) -> str:
        return f"registration {self.pk}"
