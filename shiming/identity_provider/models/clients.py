"""The business systems that trust us."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.identity_provider.types import (
    Algorithm,
    AuthMethod,
    ClientEnvironment,
    ClientKind,
    ClientState,
    GrantType,
    TokenFormat,
)
from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level

SIGNED_ON = (GrantType.AUTHORIZATION_CODE.value, GrantType.REFRESH_TOKEN.value)


def usual_grant_types() -> list[str]:
    """Return what a client may use unless it was given more."""
    return list(SIGNED_ON)


class Client(models.Model):
    """A business system that trusts us (接入系统)."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    client_id = models.CharField(
        max_length=64, unique=True, db_comment="sensitive=false; public identifier"
    )
    name = models.CharField(max_length=100, db_comment="sensitive=false; name shown to people")
    kind = models.CharField(max_length=16, db_comment="sensitive=false; governmental or other")
    state = models.CharField(
        max_length=16,
        default=ClientState.ACTIVE.value,
        db_comment="sensitive=false; active or suspended",
    )
    state_reason = models.TextField(
        blank=True, default="", db_comment="sensitive=false; why an officer suspended it"
    )
    redirect_uris = models.JSONField(db_comment="sensitive=false; exact redirect addresses")
    post_logout_redirect_uris = models.JSONField(
        default=list, db_comment="sensitive=false; exact addresses after signing out"
    )
    sector = models.CharField(
        max_length=255, db_comment="sensitive=false; who shares the names of people with it"
    )
    auth_method = models.CharField(
        max_length=32, db_comment="sensitive=false; how it authenticates at the token endpoint"
    )
    secret_hash = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_comment="sensitive=false; keyed hash of its random secret, empty for public clients",
    )
    allowed_scopes = models.JSONField(db_comment="sensitive=false; scopes it may ask for")
    min_level = models.SmallIntegerField(
        default=Level.REGISTERED.value, db_comment="sensitive=false; least level of people it takes"
    )
    min_unit_level = models.SmallIntegerField(
        default=Level.REGISTERED.value,
        db_comment="sensitive=false; least level of the legal persons it takes",
    )
    created_at = models.DateTimeField(db_comment="sensitive=false; when it was registered")
    backchannel_logout_uri = models.TextField(
        blank=True, default="", db_comment="sensitive=false; where it is told that sessions end"
    )
    frontchannel_logout_uri = models.TextField(
        blank=True, default="", db_comment="sensitive=false; the same, by the person's browser"
    )
    needs_pushed_requests = models.BooleanField(
        default=False, db_comment="sensitive=false; whether it must push its requests (RFC 9126)"
    )
    needs_signed_requests = models.BooleanField(
        default=False, db_comment="sensitive=false; whether it must sign its requests (RFC 9101)"
    )
    grant_types = models.JSONField(
        default=usual_grant_types, db_comment="sensitive=false; the ways to a token that it may use"
    )
    jwks = models.JSONField(
        default=list, db_comment="sensitive=false; its public keys, as JSON Web Keys"
    )
    certificate = models.TextField(
        blank=True,
        default="",
        db_comment="sensitive=false; its certificate: RFC 4514 subject, or SHA-256 thumbprint",
    )
    resources = models.JSONField(
        default=list, db_comment="sensitive=false; the resources for which it may ask tokens"
    )
    serves = models.JSONField(
        default=list, db_comment="sensitive=false; the resources that it is itself"
    )
    access_token_format = models.CharField(
        max_length=8,
        default=TokenFormat.OPAQUE.value,
        db_comment="sensitive=false; opaque or jwt",
    )
    id_token_algorithm = models.CharField(
        max_length=16,
        default=Algorithm.ES256.value,
        db_comment="sensitive=false; what its ID tokens are signed with",
    )
    userinfo_algorithm = models.CharField(
        max_length=16,
        blank=True,
        default="",
        db_comment="sensitive=false; what its userinfo is signed with, empty: not at all",
    )
    needs_dpop = models.BooleanField(
        default=False, db_comment="sensitive=false; whether its tokens must be bound to a key"
    )
    environment = models.CharField(
        max_length=16,
        default=ClientEnvironment.PRODUCTION.value,
        db_comment="sensitive=false; production or sandbox",
    )
    secret_made_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when its secret was drawn"
    )
    secret_expires_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; its secret opens nothing from here on"
    )
    old_secret_hash = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_comment="sensitive=false; keyed hash of the secret before, while both are good",
    )
    old_secret_until = models.DateTimeField(
        null=True, db_comment="sensitive=false; until when the secret before is good"
    )
    sign_in_methods = models.JSONField(
        default=list, db_comment="sensitive=false; ways to sign in that it accepts, empty: all"
    )
    acting_kinds = models.JSONField(
        default=list, db_comment="sensitive=false; capacities in which it takes people, empty: all"
    )
    portals = models.JSONField(
        default=list, db_comment="sensitive=false; portals that list it, empty: all"
    )
    home_uri = models.TextField(
        blank=True, default="", db_comment="sensitive=false; its first page, for the launcher"
    )
    initiate_login_uri = models.TextField(
        blank=True,
        default="",
        db_comment="sensitive=false; where others have it begin a sign-in (OIDC Core, 4)",
    )
    admits_units_alone = models.BooleanField(
        default=False,
        db_comment="sensitive=false; units may enter by their password alone (S35-8)",
    )
    tile_text = models.CharField(
        max_length=4, blank=True, default="", db_comment="sensitive=false; what its tile shows"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in ClientKind]),
                name="identity_provider_client_kind",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in ClientState]),
                name="identity_provider_client_state",
            ),
            models.CheckConstraint(
                condition=Q(min_level__in=[one.value for one in Level]),
                name="identity_provider_client_level",
            ),
            models.CheckConstraint(
                condition=Q(min_unit_level__in=[one.value for one in Level]),
                name="identity_provider_client_unit_level",
            ),
            # Each client has what it proves itself with, and nothing else.
            models.CheckConstraint(
                condition=Q(auth_method=AuthMethod.NONE.value, secret_hash="", certificate="")
                | Q(auth_method__in=[AuthMethod.BASIC.value, AuthMethod.POST.value], certificate="")
                & ~Q(secret_hash="")
                | Q(auth_method=AuthMethod.PRIVATE_KEY_JWT.value, secret_hash="", certificate="")
                & ~Q(jwks=[])
                | Q(
                    auth_method__in=[AuthMethod.TLS.value, AuthMethod.SELF_SIGNED_TLS.value],
                    secret_hash="",
                )
                & ~Q(certificate=""),
                name="identity_provider_client_secret",
            ),
            models.CheckConstraint(condition=~Q(sector=""), name="identity_provider_client_sector"),
            models.CheckConstraint(
                condition=Q(environment__in=[one.value for one in ClientEnvironment]),
                name="identity_provider_client_environment",
            ),
            # The secret before is there as long as it has an end, and only then.
            models.CheckConstraint(
                condition=Q(old_secret_hash="", old_secret_until__isnull=True)
                | ~Q(old_secret_hash="") & Q(old_secret_until__isnull=False),
                name="identity_provider_client_old_secret",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"client {self.client_id}"
