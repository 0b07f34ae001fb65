"""Files of users who were there before: how far they have come."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.trust_sources.models.nodes.peers import PeerNode
from shiming.trust_sources.types.nodes import StockState


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
