"""What workers call: one attempt at a job, and one turn of the loop that keeps jobs moving."""

import contextlib
import datetime as dt
import functools
import threading
import traceback
import uuid
from collections.abc import Callable, Iterator

import structlog
from django.db import DatabaseError, connections

from shiming.jobs import operations, ports, queries
from shiming.jobs.actions.claim_job import claim_job
from shiming.jobs.actions.push_due_jobs import push_due_jobs
from shiming.jobs.actions.remove_old_jobs import remove_old_jobs
from shiming.jobs.actions.requeue_lost_jobs import requeue_lost_jobs
from shiming.jobs.actions.settle_job import settle_job
from shiming.jobs.actions.start_periodic_jobs import start_periodic_jobs
from shiming.jobs.errors import RetryLater, UnknownKind
from shiming.jobs.handlers import get_handler
from shiming.jobs.types import ClaimedJob, JobId, JobRun, JobState
from shiming.kernel import clock
from shiming.kernel.errors import DomainError, ErrorKind

_log = structlog.get_logger(__name__)


def run(job_id: str) -> None:
    """Make one attempt at a job, if it is still to be had; the broker calls this."""
    _attempt(JobId(uuid.UUID(job_id)), now=clock.now, with_heartbeat=True)


def run_due_jobs(*, now: dt.datetime, most: int = 1000) -> int:
    """
    Make an attempt at every job that is due at `now`, in this process, until none is left.

    Jobs that these jobs start are run too. Return how many attempts were made. For tests and for
    commands that want their work done before they end; workers use the broker.
    """
    for count in range(most):
        due = queries.list_due_jobs(now=now, most=1)
        if not due:
            return count
        _attempt(due[0], now=lambda: now, with_heartbeat=False)
    return most


def tick(*, now: dt.datetime) -> None:
    """Turn the loop once: take up lost jobs, start periodic ones, hand due ones to the broker."""
    requeue_lost_jobs(now=now)
    start_periodic_jobs(now=now)
    push_due_jobs(now=now)


def warn_if_late(*, now: dt.datetime) -> bool:
    """Log a warning if the oldest due job has waited too long; tell whether it has."""
    health = queries.get_queue_health_unscoped(now=now, policy=ports.policy())
    if health.is_late:
        _log.warning(
            "jobs.queue.late",
            oldest_due_seconds=int(health.oldest_due_age.total_seconds()),
            queued=health.queued,
            running=health.running,
        )
    return health.is_late


@operations.every(kind="jobs.remove_old", minutes=60)
def remove_old(job: JobRun) -> None:
    """Keep the table of jobs small."""
    remove_old_jobs(now=job.now)


def _attempt(job_id: JobId, *, now: Callable[[], dt.datetime], with_heartbeat: bool) -> None:
    claimed = claim_job(job_id=job_id, now=now())
    if claimed is None:
        return
    run = JobRun(
        id=job_id,
        kind=claimed.kind,
        subject=claimed.subject,
        now=now(),
        attempt=claimed.attempt,
        max_attempts=claimed.max_attempts,
        report=functools.partial(_report, job_id, claimed.attempt),
        ask_whether_cancelled=functools.partial(_is_cancelled, job_id, claimed.attempt, now),
    )
    settle = functools.partial(_settle, job_id, claimed)
    pulse = _heartbeat(job_id, claimed.attempt) if with_heartbeat else contextlib.nullcontext()
    try:
        with pulse:
            get_handler(claimed.kind)(run)
    except RetryLater as wish:
        settle(now(), error=operations.NOT_NOW, retry_after=wish.after)
    except DomainError as refusal:
        # «Unavailable» may be otherwise tomorrow; no other refusal goes away by itself.
        settle(now(), error=refusal.code, is_final=refusal.kind is not ErrorKind.UNAVAILABLE)
    except Exception as error:  # noqa: BLE001 - the outermost edge: logged, recorded, tried again
        # Frames and type only: the text of an exception may carry personal data.
        _log.error(
            "jobs.job.crashed",
            job_id=str(job_id),
            kind=claimed.kind,
            attempt=claimed.attempt,
            exception=type(error).__name__,
            frames="".join(traceback.format_tb(error.__traceback__)),
        )
        settle(now(), error=operations.CRASHED, is_final=isinstance(error, UnknownKind))
    else:
        settle(now())


def _settle(
    job_id: JobId,
    claimed: ClaimedJob,
    now: dt.datetime,
    *,
    error: str = "",
    is_final: bool = False,
    retry_after: dt.timedelta | None = None,
) -> None:
    state = settle_job(
        job_id=job_id,
        claimed=claimed,
        now=now,
        error=error,
        is_final=is_final,
        retry_after=retry_after,
    )
    if state is JobState.FAILED:
        _log.error("jobs.job.failed", job_id=str(job_id), kind=claimed.kind, error=error)
    if state is None:
        _log.info("jobs.job.not_held", job_id=str(job_id), kind=claimed.kind)


def _report(job_id: JobId, attempt: int, done: int, total: int) -> None:
    operations.record_progress(job_id=job_id, attempt=attempt, done=done, total=total)


def _is_cancelled(job_id: JobId, attempt: int, now: Callable[[], dt.datetime]) -> bool:
    return not operations.beat(job_id=job_id, attempt=attempt, at=now())


@contextlib.contextmanager
def _heartbeat(job_id: JobId, attempt: int) -> Iterator[None]:
    """Give signs of life from a thread: a handler may be inside one long call into an engine."""
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(ports.policy().heartbeat_every.total_seconds()):
            try:
                if not operations.beat(job_id=job_id, attempt=attempt, at=clock.now()):
                    break
            except DatabaseError:
                # The next beat may get through; if none does, the job is rightly given up.
                _log.warning("jobs.heartbeat.missed", job_id=str(job_id))
        connections.close_all()

    thread = threading.Thread(target=beat, name=f"heartbeat-{job_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
