"""What scopes and resources demand of people, whichever client wants them (C2)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from typing_extensions import override

from shiming.identity_provider.types import ScopeLevelState
from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level


class ScopeLevel(models.Model):
    """One demand of a scope or resource; never edited, in force once a second officer agrees."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    name = models.CharField(
        max_length=1000, db_comment="sensitive=false; the scope, or the address of the resource"
    )
    min_level = models.SmallIntegerField(
        db_comment="sensitive=false; least level of people for whom it is used"
    )
    min_unit_level = models.SmallIntegerField(
        db_comment="sensitive=false; least level of the legal persons for whom it is used"
    )
    state = models.CharField(
        max_length=16,
        default=ScopeLevelState.PROPOSED.value,
        db_comment="sensitive=false; where it stands",
    )
    reason = models.CharField(max_length=200, db_comment="sensitive=false; why it was proposed")
    note = models.CharField(
        max_length=200, blank=True, default="", db_comment="sensitive=false; why it was refused"
    )
    proposed_by = models.UUIDField(db_comment="sensitive=false; account of who proposed it")
    proposed_at = models.DateTimeField(db_comment="sensitive=false; when that was")
    decided_by = models.UUIDField(null=True, db_comment="sensitive=false; account of who decided")
    decided_at = models.DateTimeField(null=True, db_comment="sensitive=false; when that was")

    class Meta:
        db_table = "identity_provider_scope_level"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(state=ScopeLevelState.IN_FORCE.value),
                name="identity_provider_scope_level_in_force_once",
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(state=ScopeLevelState.PROPOSED.value),
                name="identity_provider_scope_level_proposed_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in ScopeLevelState]),
                name="identity_provider_scope_level_state",
            ),
            models.CheckConstraint(
                condition=Q(
                    min_level__in=[one.value for one in Level],
                    min_unit_level__in=[one.value for one in Level],
                ),
                name="identity_provider_scope_level_levels",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="identity_provider_scope_level_four_eyes",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"level of scope {self.name}"
