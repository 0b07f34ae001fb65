"""Other nodes, the users that are shared with them, and what is told to and fro."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level
from shiming.trust_sources.types.nodes import ConflictState, EventState, PeerState, StockState
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


class NodeUser(models.Model):
    """An account as other nodes may know it: where it is at home, and for a body which one."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    account = models.OneToOneField(
        "accounts.Account",
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; whose account it is here",
    )
    home = models.CharField(
        max_length=32, db_comment="sensitive=false; code of the node where it is at home"
    )
    body_code = models.CharField(  # noqa: DJ001  NULL keeps natural persons out of the index
        max_length=32,
        null=True,
        unique=True,
        db_comment="sensitive=false; unified social credit code of the body",
    )
    body_name = models.CharField(
        max_length=100, default="", db_comment="sensitive=false; registered name of the body"
    )
    told_level = models.PositiveSmallIntegerField(
        default=0, db_comment="sensitive=false; the level that other nodes were last told"
    )

    @override
    def __str__(self) -> str:
        return f"node user {self.pk}"


class PeerUser(models.Model):
    """A user as shared with one peer: its name for it, and how far both rows have come."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    peer = models.ForeignKey(
        PeerNode,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; with whom",
    )
    user = models.ForeignKey(
        NodeUser,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; who; none while a conflict keeps them out",
    )
    remote_id = models.UUIDField(
        null=True, db_comment="sensitive=false; by what key the peer knows them"
    )
    is_told = models.BooleanField(
        default=False, db_comment="sensitive=false; whether the peer knows of them at all"
    )
    sent = models.PositiveIntegerField(
        default=0, db_comment="sensitive=false; number of the last event for the peer"
    )
    received = models.PositiveIntegerField(
        default=0, db_comment="sensitive=false; number of the last event of the peer"
    )
    level = models.PositiveSmallIntegerField(
        default=0, db_comment="sensitive=false; level that the peer states, for information"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["peer", "remote_id"], name="trust_sources_peer_user_remote"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "peer"], name="trust_sources_peer_user_user")
        ]

    @override
    def __str__(self) -> str:
        return f"peer user {self.pk}"


class OutgoingEvent(models.Model):
    """What a peer is to be told of one user; kept until it says that it has it."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    peer = models.ForeignKey(
        PeerNode, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; whom"
    )
    of = models.ForeignKey(
        PeerUser, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; of whom"
    )
    sequence = models.PositiveIntegerField(
        db_comment="sensitive=false; its place in the row of this user"
    )
    kind = models.CharField(max_length=16, db_comment="sensitive=false; what happened")
    facts = vault_fields.EncryptedJSONField(
        purpose="trust_sources.event.facts", db_comment="sensitive=true; what is told"
    )
    happened_at = models.DateTimeField(db_comment="sensitive=false; when it happened")
    state = models.CharField(
        max_length=16, default=EventState.WAITING, db_comment="sensitive=false; how far it is"
    )
    attempts = models.PositiveIntegerField(
        default=0, db_comment="sensitive=false; how often it was sent"
    )
    next_try_at = models.DateTimeField(db_comment="sensitive=false; when it is sent (again)")
    last_error = models.CharField(
        max_length=64, default="", db_comment="sensitive=false; why the peer has not taken it"
    )
    delivered_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when the peer said that it has it"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of", "sequence"], name="trust_sources_event_place"),
            models.CheckConstraint(
                condition=Q(state__in=list(EventState)), name="trust_sources_event_state"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["peer", "next_try_at", "id"],
                condition=Q(delivered_at__isnull=True),
                name="trust_sources_event_waiting",
            )
        ]

    @override
    def __str__(self) -> str:
        return f"event {self.pk}"


class IncomingEvent(models.Model):
    """That an event of a peer came and what was made of it, so that it is never done twice."""

    id = models.UUIDField(
        primary_key=True, editable=False, db_comment="sensitive=false; the event's own key"
    )
    of = models.ForeignKey(
        PeerUser, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; of whom"
    )
    sequence = models.PositiveIntegerField(db_comment="sensitive=false; its place in the row")
    result = models.CharField(max_length=16, db_comment="sensitive=false; what was made of it")
    received_at = models.DateTimeField(db_comment="sensitive=false; when it came")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of", "sequence"], name="trust_sources_incoming_place")
        ]

    @override
    def __str__(self) -> str:
        return f"incoming event {self.pk}"


class UserConflict(models.Model):
    """What a peer says of a user and this node does not agree with, until officers decide."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    of = models.ForeignKey(
        PeerUser,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; of whom the peer spoke; none in an import of an old system",
    )
    kind = models.CharField(max_length=16, db_comment="sensitive=false; what does not agree")
    account = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; the account here that it is about",
    )
    facts = vault_fields.EncryptedJSONField(
        purpose="trust_sources.conflict.facts", db_comment="sensitive=true; what the peer says"
    )
    digest = models.CharField(
        max_length=64,
        unique=True,
        db_comment="sensitive=false; blind index of the facts: the same is not asked twice",
    )
    state = models.CharField(
        max_length=16, default=ConflictState.OPEN, db_comment="sensitive=false; where it stands"
    )
    decision = models.CharField(
        max_length=16, default="", db_comment="sensitive=false; what was decided or proposed"
    )
    reason = vault_fields.EncryptedTextField(
        purpose="trust_sources.conflict.reason",
        default="",
        db_comment="sensitive=true; why, in the officer's words",
    )
    proposed_by = models.UUIDField(
        null=True, db_comment="sensitive=false; account of the officer who decided or proposed"
    )
    confirmed_by = models.UUIDField(
        null=True, db_comment="sensitive=false; account of the second officer"
    )
    found_at = models.DateTimeField(db_comment="sensitive=false; when it was found")
    settled_at = models.DateTimeField(null=True, db_comment="sensitive=false; when it was decided")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=list(ConflictState)), name="trust_sources_conflict_state"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "found_at"], name="trust_sources_conflict_open")
        ]

    @override
    def __str__(self) -> str:
        return f"conflict {self.pk}"


class StockFile(models.Model):
    """One file of users that came from a peer or an older system, and how far its import is."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    peer = models.ForeignKey(
        PeerNode,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; from whom; none for an older system of our own",
    )
    export_id = models.UUIDField(db_comment="sensitive=false; the export that it is a part of")
    number = models.PositiveIntegerField(db_comment="sensitive=false; which part")
    is_last = models.BooleanField(db_comment="sensitive=false; whether none follows")
    digest = models.CharField(max_length=64, db_comment="sensitive=false; SHA-256 of its lines")
    lines = models.PositiveIntegerField(db_comment="sensitive=false; how many users it holds")
    file_id = models.UUIDField(db_comment="sensitive=false; where the vault keeps it")
    done = models.PositiveIntegerField(
        default=0, db_comment="sensitive=false; how many lines are dealt with"
    )
    added = models.PositiveIntegerField(default=0, db_comment="sensitive=false; new accounts")
    merged = models.PositiveIntegerField(default=0, db_comment="sensitive=false; known here")
    conflicts = models.PositiveIntegerField(default=0, db_comment="sensitive=false; for officers")
    refused = models.PositiveIntegerField(default=0, db_comment="sensitive=false; not taken")
    faults = models.JSONField(
        default=list, db_comment="sensitive=false; numbers of lines that were not taken, and codes"
    )
    state = models.CharField(
        max_length=16, default=StockState.WAITING, db_comment="sensitive=false; how far it is"
    )
    received_at = models.DateTimeField(db_comment="sensitive=false; when it came")
    finished_at = models.DateTimeField(null=True, db_comment="sensitive=false; when it was done")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["export_id", "number"], name="trust_sources_stock_part"
            ),
            models.CheckConstraint(
                condition=Q(state__in=list(StockState)), name="trust_sources_stock_state"
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"stock file {self.pk}"


class StockExport(models.Model):
    """How far the handing over of this node's users to a peer has come; goes on where it broke."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    peer = models.ForeignKey(
        PeerNode, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; to whom"
    )
    after = models.UUIDField(
        null=True, db_comment="sensitive=false; the last account that the peer has"
    )
    parts = models.PositiveIntegerField(default=0, db_comment="sensitive=false; files it has")
    users = models.PositiveIntegerField(default=0, db_comment="sensitive=false; users it has")
    started_by = models.UUIDField(null=True, db_comment="sensitive=false; account of the officer")
    started_at = models.DateTimeField(db_comment="sensitive=false; when it was ordered")
    finished_at = models.DateTimeField(null=True, db_comment="sensitive=false; when it was done")
    last_error = models.CharField(
        max_length=64, default="", db_comment="sensitive=false; why the peer did not take a file"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["peer"],
                condition=Q(finished_at__isnull=True),
                name="trust_sources_export_one",
            )
        ]

    @override
    def __str__(self) -> str:
        return f"stock export {self.pk}"
