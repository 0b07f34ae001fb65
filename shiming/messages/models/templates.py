"""Later versions of message templates; version 1 is the file of the area (K3)."""

from django.db import models
from django.db.models import F, Q
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.messages.types import TemplateState


class TemplateVersion(models.Model):
    """Texts that one officer wrote and another one puts into force; never edited afterwards."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; key"
    )
    name = models.CharField(max_length=96, db_comment="sensitive=false; name of the template")
    number = models.PositiveIntegerField(db_comment="sensitive=false; version, from 2 on")
    texts = models.JSONField(db_comment="sensitive=false; texts by language and channel")
    note = models.CharField(max_length=200, db_comment="sensitive=false; why the texts change")
    state = models.CharField(
        max_length=12,
        default=TemplateState.DRAFT.value,
        db_comment="sensitive=false; where the version stands",
    )
    drafted_by = models.UUIDField(db_comment="sensitive=false; account that wrote it")
    drafted_at = models.DateTimeField(db_comment="sensitive=false; when it was written")
    decided_by = models.UUIDField(null=True, db_comment="sensitive=false; account that decided")
    decided_at = models.DateTimeField(null=True, db_comment="sensitive=false; when it was decided")
    decision_note = models.CharField(
        max_length=200, blank=True, default="", db_comment="sensitive=false; why it was refused"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "number"], name="messages_template_number"),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(state=TemplateState.PUBLISHED.value),
                name="messages_template_in_force_once",
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(state=TemplateState.DRAFT.value),
                name="messages_template_drafted_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in TemplateState]),
                name="messages_template_state_known",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("drafted_by")),
                name="messages_template_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=2), name="messages_template_file_is_first"
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.name} {self.number}"
