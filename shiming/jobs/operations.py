"""Starting, claiming and settling jobs, in the caller's transaction."""

import datetime as dt

from django.db.models import F, Q
from django_q.tasks import async_task

from shiming.jobs.handlers import every, get_handler, handler
from shiming.jobs.models import Job, PeriodicKind
from shiming.jobs.types import JobId, JobState

__all__ = [
    "beat",
    "cancel",
    "claim",
    "every",
    "give_up_attempt",
    "handler",
    "push",
    "push_once",
    "record_progress",
    "remove_finished",
    "revive",
    "settle",
    "start",
    "start_periodic",
]

LOST = "jobs.job.lost"
CRASHED = "jobs.job.crashed"
NOT_NOW = "jobs.job.not_now"
"""Codes in a job's `error`; further ones are the codes of refusals that handlers raise."""

_OPEN = (JobState.QUEUED, JobState.RUNNING)
_RUN = "shiming.jobs.tasks.run"


def start(
    *,
    kind: str,
    subject: str,
    now: dt.datetime,
    due_at: dt.datetime | None = None,
    max_attempts: int = 5,
) -> JobId:
    """
    Ask for background work that begins once the caller's transaction has committed.

    `subject` is an id; the handler reads everything else itself.

    :raises UnknownKind: if no handler is registered for `kind`
    """
    get_handler(kind)
    is_due = due_at is None or due_at <= now
    job = Job.objects.create(
        kind=kind,
        subject=subject,
        due_at=due_at or now,
        created_at=now,
        pushed_at=now if is_due else None,
        max_attempts=max_attempts,
    )
    if is_due:
        push(job_id=JobId(job.pk))
    return JobId(job.pk)


def push(*, job_id: JobId) -> None:
    """Give the broker a message for a job; a superfluous one does no harm."""
    async_task(_RUN, str(job_id))


def push_once(*, job_id: JobId, now: dt.datetime, again_before: dt.datetime | None) -> bool:
    """Push a queued job unless another worker's loop just did; tell whether it was pushed."""
    unpushed = Q(pushed_at=None)
    if again_before is not None:
        unpushed |= Q(pushed_at__lt=again_before)
    won = Job.objects.filter(unpushed, pk=job_id, state=JobState.QUEUED).update(pushed_at=now)
    if won:
        push(job_id=job_id)
    return bool(won)


def claim(*, job_id: JobId, now: dt.datetime) -> Job | None:
    """Take a queued, due job for one attempt, or return None if it is not to be had."""
    won = Job.objects.filter(pk=job_id, state=JobState.QUEUED, due_at__lte=now).update(
        state=JobState.RUNNING, attempts=F("attempts") + 1, started_at=now, heartbeat_at=now
    )
    return Job.objects.get(pk=job_id) if won else None


def beat(*, job_id: JobId, attempt: int, at: dt.datetime) -> bool:
    """Record that the attempt is alive; tell whether it still holds the job."""
    running = Job.objects.filter(pk=job_id, state=JobState.RUNNING, attempts=attempt)
    return bool(running.update(heartbeat_at=at))


def record_progress(*, job_id: JobId, attempt: int, done: int, total: int) -> bool:
    """Record how far the attempt has come; tell whether it still holds the job."""
    running = Job.objects.filter(pk=job_id, state=JobState.RUNNING, attempts=attempt)
    return bool(running.update(progress=done, total=total))


def settle(
    *,
    job_id: JobId,
    attempt: int,
    state: JobState,
    at: dt.datetime,
    error: str = "",
    due_at: dt.datetime | None = None,
) -> bool:
    """
    Record how an attempt ended; tell whether it still held the job.

    An attempt that was cancelled, or was given up for dead and replaced, changes nothing.
    """
    running = Job.objects.filter(pk=job_id, state=JobState.RUNNING, attempts=attempt)
    if state is JobState.QUEUED:
        return bool(running.update(state=state, error=error, due_at=due_at or at, pushed_at=None))
    return bool(running.update(state=state, error=error, finished_at=at))


def cancel(*, job_id: JobId, now: dt.datetime) -> bool:
    """Cancel a job that has not ended; tell whether there was one."""
    open_job = Job.objects.filter(pk=job_id, state__in=_OPEN)
    return bool(open_job.update(state=JobState.CANCELLED, finished_at=now))


def revive(*, job_id: JobId, now: dt.datetime) -> bool:
    """Queue a failed or cancelled job for one more attempt; tell whether it was one."""
    ended = Job.objects.filter(pk=job_id, state__in=[JobState.FAILED, JobState.CANCELLED])
    return bool(
        ended.update(
            state=JobState.QUEUED,
            due_at=now,
            pushed_at=now,
            finished_at=None,
            max_attempts=F("attempts") + 1,
        )
    )


def give_up_attempt(*, job: Job, now: dt.datetime) -> bool:
    """
    Take a job away from an attempt that seems dead; tell whether it was still silent.

    The attempt's number goes with it: should it wake up, it can no longer settle the job.
    """
    silent = Job.objects.filter(
        pk=job.pk,
        state=JobState.RUNNING,
        attempts=job.attempts,
        heartbeat_at=job.heartbeat_at,
    )
    if job.attempts >= job.max_attempts:
        return bool(silent.update(state=JobState.FAILED, error=LOST, finished_at=now))
    return bool(silent.update(state=JobState.QUEUED, error=LOST, due_at=now, pushed_at=None))


def start_periodic(*, kind: str, period: dt.timedelta, now: dt.datetime) -> bool:
    """Start a job of a periodic kind that is due and set its next time; tell whether one began."""
    row, _created = PeriodicKind.objects.get_or_create(kind=kind, defaults={"next_at": now})
    due = PeriodicKind.objects.filter(pk=row.pk, next_at=row.next_at, next_at__lte=now)
    if not due.update(next_at=now + period):
        return False
    if Job.objects.filter(kind=kind, subject="", state__in=_OPEN).exists():
        return False
    start(kind=kind, subject="", now=now, max_attempts=1)
    return True


def remove_finished(*, before: dt.datetime) -> int:
    """Remove jobs that succeeded or were cancelled before an instant, and return how many."""
    removed, _by_model = Job.objects.filter(
        state__in=[JobState.SUCCEEDED, JobState.CANCELLED], finished_at__lt=before
    ).delete()
    return removed
