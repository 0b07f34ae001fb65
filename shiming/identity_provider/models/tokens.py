"""The tokens that descend from a grant."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.identity_provider.models.clients import Client
from shiming.identity_provider.models.codes import AuthorizationCode
from shiming.kernel.ids import new_id


class AccessToken(models.Model):
    """A short-lived token, opaque or a JWT; revoked alone or with its grant."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    token_hash = models.CharField(
        max_length=64, unique=True, db_comment="sensitive=false; keyed hash of the token"
    )
    authorization_code = models.ForeignKey(
        AuthorizationCode,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; its grant; none if the client acts for itself",
    )
    client = models.ForeignKey(
        Client,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; to whom, if it is not the client of the grant",
    )
    scopes = models.TextField(
        default="", db_comment="sensitive=false; what it allows, if it is not all that was granted"
    )
    audience = models.TextField(
        default="", db_comment="sensitive=false; the resources that it is for, space separated"
    )
    confirmation = models.CharField(
        max_length=48,
        default="",
        db_comment="sensitive=false; thumbprint of the key or certificate that it is bound to",
    )
    actors = models.TextField(
        default="", db_comment="sensitive=false; who acts for the subject, JSON (RFC 8693, 4.1)"
    )
    issued_at = models.DateTimeField(db_comment="sensitive=false; when it was issued")
    expires_at = models.DateTimeField(
        db_index=True, db_comment="sensitive=false; worthless from here on"
    )
    revoked_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when it was taken back alone"
    )

    class Meta:
        db_table = "identity_provider_access_token"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(authorization_code__isnull=False) | Q(client__isnull=False),
                name="identity_provider_access_token_whose",
            )
        ]

    @override
    def __str__(self) -> str:
        return f"access token {self.pk}"


class RefreshToken(models.Model):
    """A token that buys new ones, once; a second use revokes the grant."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    token_hash = models.CharField(
        max_length=64, unique=True, db_comment="sensitive=false; keyed hash of the token"
    )
    authorization_code = models.ForeignKey(
        AuthorizationCode,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the grant it descends from",
    )
    issued_at = models.DateTimeField(db_comment="sensitive=false; when it was issued")
    expires_at = models.DateTimeField(
        db_index=True, db_comment="sensitive=false; worthless from here on"
    )
    confirmation = models.CharField(
        max_length=43,
        default="",
        db_comment="sensitive=false; thumbprint of the public client's key that it is bound to",
    )
    rotated_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when it was used and replaced"
    )

    class Meta:
        db_table = "identity_provider_refresh_token"

    @override
    def __str__(self) -> str:
        return f"refresh token {self.pk}"
