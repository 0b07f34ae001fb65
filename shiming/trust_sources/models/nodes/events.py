"""What is told to and fro of users."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.trust_sources.models.nodes.peers import PeerNode
from shiming.trust_sources.models.nodes.users import PeerUser
from shiming.trust_sources.types.nodes import EventState
from shiming.vault import fields as vault_fields


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
