"""What nodes do not agree about."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.trust_sources.models.nodes.users import PeerUser
from shiming.trust_sources.types.nodes import ConflictState
from shiming.vault import fields as vault_fields


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
