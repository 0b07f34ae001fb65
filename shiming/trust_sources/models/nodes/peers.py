"""Other nodes, and what keeps calls in their name honest."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level
from shiming.trust_sources.types.nodes import KeyChangeState, PeerState
from shiming.vault import fields as vault_fields


class PeerNode(models.Model):
    """Another installation of the product with which users are kept in step."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    code = models.CharField(
        max_length=32, unique=True, db_comment="sensitive=false; by which nodes know each other"
    )
    name = models.CharField(max_length=64, db_comment="sensitive=false; as people call it")
    role = models.CharField(max_length=16, db_comment="sensitive=false; province or city")
    region = models.CharField(max_length=6, db_comment="sensitive=false; code of its region")
    address = models.CharField(max_length=500, db_comment="sensitive=false; where it is called")
    key = vault_fields.EncryptedTextField(
        purpose="trust_sources.peer.key",
        db_comment="sensitive=true; shared key that signs calls and answers",
    )
    former_key = vault_fields.EncryptedTextField(
        purpose="trust_sources.peer.former_key",
        null=True,
        db_comment="sensitive=true; key before the present one, until the node shows the new one",
    )
    former_until = models.DateTimeField(
        null=True, db_comment="sensitive=false; until when the key before is good"
    )
    portal_code = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_comment="sensitive=false; portal here whose new users are at home there",
    )
    highest_level = models.PositiveSmallIntegerField(
        default=int(Level.REGISTERED),
        db_comment="sensitive=false; up to which level its word counts as evidence",
    )
    state = models.CharField(
        max_length=16,
        default=PeerState.ACTIVE,
        db_comment="sensitive=false; whether it is talked to",
    )
    added_at = models.DateTimeField(db_comment="sensitive=false; when it was entered")
    answered_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when it last answered a call of ours"
    )
    last_error = models.CharField(
        max_length=64, default="", db_comment="sensitive=false; why the last call failed, if it did"
    )
    issuer = models.CharField(
        max_length=500, default="", db_comment="sensitive=false; its name as an identity provider"
    )
    origins = models.JSONField(
        default=list, db_comment="sensitive=false; the addresses under which people reach it"
    )
    recognises_us = models.BooleanField(
        default=False, db_comment="sensitive=false; whether it says that its people may come here"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=list(PeerState)), name="trust_sources_peer_state"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"node {self.code}"


class PeerKeyChange(models.Model):
    """Another key for a node, which one officer entered and a second one agrees to, or does not."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    peer = models.ForeignKey(
        PeerNode, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; whose"
    )
    key = vault_fields.EncryptedTextField(
        purpose="trust_sources.key_change.key",
        db_comment="sensitive=true; the key; empty once it is decided about",
    )
    former_until = models.DateTimeField(
        null=True,
        db_comment="sensitive=false; until when the old key stays good; empty: not at all",
    )
    state = models.CharField(
        max_length=16,
        default=KeyChangeState.PROPOSED,
        db_comment="sensitive=false; where it stands",
    )
    proposed_by = models.UUIDField(db_comment="sensitive=false; account of the first officer")
    proposed_at = models.DateTimeField(db_comment="sensitive=false; when it was entered")
    decided_by = models.UUIDField(
        null=True, db_comment="sensitive=false; account of the second officer"
    )
    decided_at = models.DateTimeField(null=True, db_comment="sensitive=false; when it was decided")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=list(KeyChangeState)), name="trust_sources_key_change_state"
            ),
            # One at a time, or two officers could agree to different keys.
            models.UniqueConstraint(
                fields=["peer"],
                condition=Q(state=KeyChangeState.PROPOSED),
                name="trust_sources_key_change_once",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"key change {self.pk}"


class PeerNonce(models.Model):
    """A number used once, so that a call that was listened to cannot be made again."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    peer = models.ForeignKey(
        PeerNode, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; whose"
    )
    nonce = models.CharField(max_length=32, db_comment="sensitive=false; the number")
    used_at = models.DateTimeField(db_comment="sensitive=false; when it came")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["peer", "nonce"], name="trust_sources_nonce_once")
        ]
        indexes: ClassVar = [models.Index(fields=["used_at"], name="trust_sources_nonce_age")]

    @override
    def __str__(self) -> str:
        return f"nonce {self.pk}"


class RefusedCalls(models.Model):
    """How many calls in the name of a node were not proven within an hour: a number, no rows."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    peer = models.ForeignKey(
        PeerNode, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; whose"
    )
    hour = models.DateTimeField(db_comment="sensitive=false; when the hour began")
    count = models.PositiveIntegerField(default=0, db_comment="sensitive=false; how many")
    is_recorded = models.BooleanField(
        default=False, db_comment="sensitive=false; whether the audit trail has the number"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["peer", "hour"], name="trust_sources_refused_hour")
        ]

    @override
    def __str__(self) -> str:
        return f"refused calls {self.pk}"
