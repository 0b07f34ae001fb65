"""Sessions. Their columns are read with SQL by the identity provider."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.accounts.models.accounts import Account
from shiming.accounts.models.persons import Person
from shiming.accounts.types import SessionEnd
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
