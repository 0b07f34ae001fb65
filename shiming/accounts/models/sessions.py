"""Sessions. Their columns are read with SQL by the identity provider."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.accounts.models.accounts import Account
from shiming.accounts.models.numbers import PersonalNumber
from shiming.accounts.models.persons import Person
from shiming.accounts.types import SELF_KEY
from shiming.kernel.ids import new_id


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
        db_index=False,  # `accounts_session_device` begins with it.
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
    must_enrol = models.BooleanField(
        default=False, db_comment="sensitive=false; only a second factor can be enrolled"
    )
    personal_number = models.ForeignKey(
        PersonalNumber,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_comment="sensitive=false; the number of theirs that is worked with",
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
                | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
                name="accounts_session_end",
            )
        ]
        indexes: ClassVar = [
            # What a sign-in asks: has the account used this browser before, and what is open?
            models.Index(fields=["account", "device_index"], name="accounts_session_device"),
            models.Index(fields=["account", "absolute_until"], name="accounts_session_open"),
        ]

    @override
    def __str__(self) -> str:
        return f"session {self.public_id}"


class PendingSignIn(models.Model):
    """A sign-in whose first factor was right and whose second one is still missing."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; whose"
    )
    methods = models.JSONField(
        default=list, db_comment="sensitive=false; RFC 8176 names of what was proven"
    )
    factors = models.JSONField(
        default=dict, db_comment="sensitive=false; when each of them was proven"
    )
    identity_key = models.CharField(
        max_length=100,
        default=SELF_KEY,
        db_comment="sensitive=false; the capacity in which the session is to begin",
    )
    bound_to = models.CharField(
        max_length=64, db_comment="sensitive=false; blind index of the visitor"
    )
    created_at = models.DateTimeField(db_comment="sensitive=false; when the first factor was right")
    expires_at = models.DateTimeField(db_comment="sensitive=false; worthless from here on")
    consumed_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when it was used or replaced"
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["bound_to"], name="accounts_pending_bound"),
            models.Index(fields=["expires_at"], name="accounts_pending_expiry"),
        ]

    @override
    def __str__(self) -> str:
        return f"pending sign-in {self.pk}"
