"""What was granted to a client, and the code that stands for it."""

from typing import ClassVar

from django.db import models
from typing_extensions import override

from shiming.identity_provider.models.clients import Client
from shiming.kernel.ids import new_id


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
    acting_organisation_id = models.UUIDField(
        null=True, db_comment="sensitive=false; the organisation acted for"
    )
    acting_legal_person_id = models.UUIDField(
        null=True, db_comment="sensitive=false; the company acted for"
    )
    resources = models.TextField(
        default="", db_comment="sensitive=false; resources granted, space separated"
    )
    confirmation = models.CharField(
        max_length=43,
        default="",
        db_comment="sensitive=false; thumbprint of the key that must redeem it (RFC 9449, 10)",
    )
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
