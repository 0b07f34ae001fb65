"""
The tables of the area.

Codes and tokens are stored as keyed hashes only. The drivers read these tables with SQL too; the
differential test in `tests/identity_provider/drivers` holds both readings together.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.identity_provider.types import AuthMethod, ClientKind, ClientState, Leading
from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level
from shiming.vault import fields as vault_fields


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
    redirect_uris = models.JSONField(db_comment="sensitive=false; exact redirect addresses")
    post_logout_redirect_uris = models.JSONField(
        default=list, db_comment="sensitive=false; exact addresses after signing out"
    )
    sector = models.CharField(
        max_length=255, db_comment="sensitive=false; who shares the names of people with it"
    )
    auth_method = models.CharField(
        max_length=24, db_comment="sensitive=false; how it authenticates at the token endpoint"
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
    created_at = models.DateTimeField(db_comment="sensitive=false; when it was registered")

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
            # A public client has no secret, and no other client is without one.
            models.CheckConstraint(
                condition=Q(auth_method=AuthMethod.NONE.value, secret_hash="")
                | Q(auth_method__in=[AuthMethod.BASIC.value, AuthMethod.POST.value])
                & ~Q(secret_hash=""),
                name="identity_provider_client_secret",
            ),
            models.CheckConstraint(condition=~Q(sector=""), name="identity_provider_client_sector"),
        ]

    @override
    def __str__(self) -> str:
        return f"client {self.client_id}"


class Interaction(models.Model):
    """
    An authorization request that waits for a person to bring a missing proof.

    Its id travels in addresses and says nothing; only the browser that holds the cookie whose
    hash is kept here can go on with it.
    """

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; who asks"
    )
    browser_hash = models.CharField(
        max_length=64, db_comment="sensitive=false; keyed hash of the browser's cookie"
    )
    query = models.TextField(db_comment="sensitive=false; the client's request, without login_hint")
    led_to = models.CharField(
        max_length=16, db_comment="sensitive=false; where the person was sent last"
    )
    created_at = models.DateTimeField(db_comment="sensitive=false; when the request arrived")
    expires_at = models.DateTimeField(
        db_index=True, db_comment="sensitive=false; worthless from here on"
    )
    completed_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when it was answered"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(led_to__in=[one.value for one in Leading]),
                name="identity_provider_interaction_led_to",
            )
        ]

    @override
    def __str__(self) -> str:
        return f"interaction {self.pk}"


class AuthorizationCode(models.Model):
    """
    What a person's session granted to a client, and the code that stands for it.

    The row outlives the code: tokens descend from it and are revoked with it.
    """

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    code_hash = models.CharField(
        max_length=64, unique=True, db_comment="sensitive=false; keyed hash of the code"
    )
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; to whom"
    )
    account = models.ForeignKey(
        "accounts.Account",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; who granted it",
    )
    person = models.ForeignKey(
        "accounts.Person",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the account's person",
    )
    # By the public id, which stays when the session's cookie (and thereby its key) is changed.
    session = models.ForeignKey(
        "accounts.Session",
        to_field="public_id",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the session that granted it",
    )
    redirect_uri = models.TextField(db_comment="sensitive=false; where the code was sent")
    scopes = models.TextField(db_comment="sensitive=false; scopes granted, space separated")
    nonce = models.TextField(db_comment="sensitive=false; the client's nonce")
    code_challenge = models.CharField(
        max_length=43, db_comment="sensitive=false; PKCE challenge, S256"
    )
    level = models.SmallIntegerField(db_comment="sensitive=false; level when it was granted")
    methods = models.TextField(db_comment="sensitive=false; RFC 8176 names, space separated")
    acting = models.CharField(max_length=16, db_comment="sensitive=false; acting capacity")
    claims = models.TextField(db_comment="sensitive=false; the client's claims parameter")
    authenticated_at = models.DateTimeField(db_comment="sensitive=false; time of the sign-in")
    issued_at = models.DateTimeField(db_comment="sensitive=false; when it was granted")
    expires_at = models.DateTimeField(
        db_index=True, db_comment="sensitive=false; the code is worthless from here on"
    )
    redeemed_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when the code was used"
    )
    revoked_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when the grant was taken back"
    )

    class Meta:
        db_table = "identity_provider_authorization_code"
        indexes: ClassVar = [
            models.Index(fields=["account", "issued_at"], name="identity_provider_code_account")
        ]

    @override
    def __str__(self) -> str:
        return f"authorization code {self.pk}"


class AccessToken(models.Model):
    """A short-lived opaque token; revoked with its grant."""

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

    class Meta:
        db_table = "identity_provider_access_token"

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
    rotated_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when it was used and replaced"
    )

    class Meta:
        db_table = "identity_provider_refresh_token"

    @override
    def __str__(self) -> str:
        return f"refresh token {self.pk}"


class SigningKey(models.Model):
    """
    A key with which ID tokens are signed.

    It is announced before it signs and stays published after it stopped, so that no client ever
    meets a signature that it cannot check.
    """

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    kid = models.CharField(
        max_length=64, unique=True, db_comment="sensitive=false; key id, RFC 7638 thumbprint"
    )
    private_key = vault_fields.EncryptedJSONField(
        purpose="identity_provider.signing_key.private_key",
        db_comment="sensitive=true; private JSON Web Key",
    )
    active_from = models.DateTimeField(db_comment="sensitive=false; signs from here on")
    published_until = models.DateTimeField(
        null=True, db_comment="sensitive=false; clients need it until here"
    )
    created_at = models.DateTimeField(db_comment="sensitive=false; when it was made")

    class Meta:
        db_table = "identity_provider_signing_key"

    @override
    def __str__(self) -> str:
        return f"signing key {self.kid}"


class Consent(models.Model):
    """That a person lets a client, not the government's, know what its scopes cover (E1)."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    account = models.ForeignKey(
        "accounts.Account",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; who agreed",
    )
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; to whom"
    )
    scopes = models.JSONField(db_comment="sensitive=false; what was agreed to")
    given_at = models.DateTimeField(db_comment="sensitive=false; when it was last given")
    withdrawn_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when it was withdrawn"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "client"],
                condition=Q(withdrawn_at__isnull=True),
                name="identity_provider_consent_one",
            )
        ]

    @override
    def __str__(self) -> str:
        return f"consent {self.pk}"
