"""The users that are shared with other nodes."""

from typing import ClassVar

from django.db import models
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.trust_sources.models.nodes.peers import PeerNode


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
