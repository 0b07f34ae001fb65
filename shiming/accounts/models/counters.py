"""What counts tries."""

from typing import ClassVar

from django.db import models
from typing_extensions import override

from shiming.kernel.ids import new_id


class GuessCounter(models.Model):
    """How often something was tried by or against somebody; survives restarts (A10)."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    scope = models.CharField(max_length=32, db_comment="sensitive=false; what is counted")
    subject = models.CharField(
        max_length=64, db_comment="sensitive=false; account id or blind index"
    )
    count = models.PositiveIntegerField(
        default=0, db_comment="sensitive=false; tries in this window"
    )
    window_started_at = models.DateTimeField(db_comment="sensitive=false; start of the window")
    last_at = models.DateTimeField(null=True, db_comment="sensitive=false; the latest try")
    locked_until = models.DateTimeField(null=True, db_comment="sensitive=false; end of the lock")
    lock_count = models.PositiveSmallIntegerField(
        default=0, db_comment="sensitive=false; locks in a row, each doubles the next"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scope", "subject"], name="accounts_counter_subject"),
        ]

    @override
    def __str__(self) -> str:
        return f"counter {self.pk}"
