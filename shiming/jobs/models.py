"""Tables of the area."""

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.jobs.types import JobState
from shiming.kernel.ids import new_id


class Job(models.Model):
    """One piece of background work."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; key"
    )
    kind = models.CharField(
        max_length=64, db_comment="sensitive=false; which handler does the work"
    )
    subject = models.CharField(
        max_length=128, db_comment="sensitive=false; id of what the work is about"
    )
    state = models.CharField(
        max_length=16,
        choices=[(state.value, state.value) for state in JobState],
        default=JobState.QUEUED.value,
        db_comment="sensitive=false; where the job stands",
    )
    progress = models.PositiveIntegerField(default=0, db_comment="sensitive=false; units done")
    total = models.PositiveIntegerField(
        default=0, db_comment="sensitive=false; units in all, 0 while unknown"
    )
    attempts = models.PositiveSmallIntegerField(
        default=0, db_comment="sensitive=false; how often it was taken up; fences out old runs"
    )
    max_attempts = models.PositiveSmallIntegerField(
        db_comment="sensitive=false; after how many attempts it fails for good"
    )
    due_at = models.DateTimeField(db_comment="sensitive=false; not before this instant")
    created_at = models.DateTimeField(db_comment="sensitive=false; when it was asked for")
    pushed_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when the broker last got a message for it"
    )
    started_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when the last attempt began"
    )
    heartbeat_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; last sign of life of the attempt"
    )
    finished_at = models.DateTimeField(null=True, db_comment="sensitive=false; when it ended")
    error = models.CharField(
        max_length=64, blank=True, default="", db_comment="sensitive=false; code of the last fault"
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=Q(state="queued"), name="jobs_job_queued"
            ),
            models.Index(
                fields=["heartbeat_at"], condition=Q(state="running"), name="jobs_job_running"
            ),
            models.Index(fields=["kind", "subject"], name="jobs_job_subject"),
            models.Index(fields=["state", "finished_at"], name="jobs_job_finished"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in JobState]), name="jobs_job_state"
            ),
            models.CheckConstraint(condition=Q(max_attempts__gte=1), name="jobs_job_max_attempts"),
        ]

    @override
    def __str__(self) -> str:
        return f"job {self.pk}"


class PeriodicKind(models.Model):
    """When a periodic kind is due next; one row a kind, shared by all workers."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; key"
    )
    kind = models.CharField(
        max_length=64, unique=True, db_comment="sensitive=false; which handler does the work"
    )
    next_at = models.DateTimeField(db_comment="sensitive=false; when the next job starts")

    @override
    def __str__(self) -> str:
        return f"periodic kind {self.pk}"
