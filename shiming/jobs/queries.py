"""Reads of the area."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence

from django.db.models import Q
from django_q.models import OrmQ

from shiming.jobs import errors, policies
from shiming.jobs.models import Job, PeriodicKind
from shiming.jobs.types import JobId, JobPolicy, JobState
from shiming.kernel.actor import Actor

PAGE_SIZE = 50
# One turn of the loop stays short; the next one follows in a second.
_BATCH = 200


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class QueueHealth:
    """How far the workers lag behind."""

    queued: int
    running: int
    failed: int
    oldest_due_age: dt.timedelta
    is_late: bool


def get_queue_health_unscoped(*, now: dt.datetime, policy: JobPolicy) -> QueueHealth:
    """Return the length of the queue and the age of its oldest due job."""
    oldest = (
        Job.objects.filter(state=JobState.QUEUED, due_at__lte=now)
        .order_by("due_at", "id")
        .values_list("due_at", flat=True)
        .first()
    )
    age = now - oldest if oldest else dt.timedelta()
    return QueueHealth(
        queued=Job.objects.filter(state=JobState.QUEUED).count(),
        running=Job.objects.filter(state=JobState.RUNNING).count(),
        failed=Job.objects.filter(state=JobState.FAILED).count(),
        oldest_due_age=age,
        is_late=age > policy.alert_age,
    )


def find_latest_job_unscoped(*, kind: str, subject: str) -> Job | None:
    """Return the newest job of `kind` about `subject`, or None; the caller guards the subject."""
    return Job.objects.filter(kind=kind, subject=subject).order_by("-created_at", "-id").first()


def get_job(*, job_id: JobId, viewer: Actor) -> Job:
    """
    Return one job to an operator.

    :raises errors.NotAnOperator: if the viewer may not manage jobs
    :raises errors.JobNotFound: if there is none
    """
    if refusal := policies.refusal_to_manage(actor=viewer):
        raise refusal
    job = Job.objects.filter(pk=job_id).first()
    if job is None:
        raise errors.JobNotFound(job_id=job_id)
    return job


def list_jobs(
    *, viewer: Actor, state: JobState | None = None, before: uuid.UUID | None = None
) -> list[Job]:
    """
    Return a page of jobs, newest first, to an operator; `before` is the last key seen.

    :raises errors.NotAnOperator: if the viewer may not manage jobs
    """
    if refusal := policies.refusal_to_manage(actor=viewer):
        raise refusal
    jobs = Job.objects.order_by("-id")
    if state is not None:
        jobs = jobs.filter(state=state)
    if before is not None:
        jobs = jobs.filter(pk__lt=before)
    return list(jobs[:PAGE_SIZE])


def exists_waiting_message(*, now: dt.datetime) -> bool:
    """Tell whether the broker holds a message that no worker has fetched yet."""
    # A message carries the moment of its birth as lock, a fetched one a moment in the future.
    return bool(OrmQ.objects.filter(lock__lte=now).exists())


def list_jobs_to_push(*, now: dt.datetime, again_before: dt.datetime | None) -> list[JobId]:
    """Return due jobs without a message, or with one from before `again_before`, oldest first."""
    unpushed = Q(pushed_at=None)
    if again_before is not None:
        unpushed |= Q(pushed_at__lt=again_before)
    due = Job.objects.filter(unpushed, state=JobState.QUEUED, due_at__lte=now)
    return [JobId(pk) for pk in due.order_by("due_at", "id").values_list("pk", flat=True)[:_BATCH]]


def list_due_jobs(*, now: dt.datetime, most: int) -> list[JobId]:
    """Return queued jobs that are due, the longest due first."""
    due = Job.objects.filter(state=JobState.QUEUED, due_at__lte=now).order_by("due_at", "id")
    return [JobId(pk) for pk in due.values_list("pk", flat=True)[:most]]


def list_lost_jobs(*, silent_since: dt.datetime) -> list[Job]:
    """Return running jobs without a sign of life since an instant."""
    silent = Job.objects.filter(state=JobState.RUNNING, heartbeat_at__lt=silent_since)
    return list(silent.order_by("heartbeat_at", "id")[:_BATCH])


def list_due_kinds(*, kinds: Sequence[str], now: dt.datetime) -> list[str]:
    """Return which of the periodic `kinds` are due, or have never run."""
    next_at = dict(PeriodicKind.objects.filter(kind__in=kinds).values_list("kind", "next_at"))
    return [kind for kind in kinds if next_at.get(kind, now) <= now]
