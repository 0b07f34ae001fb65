"""Use case: a worker records how an attempt ended."""

import datetime as dt

from django.db import transaction

from shiming.jobs import operations, policies, ports
from shiming.jobs.types import ClaimedJob, JobId, JobState


def settle_job(
    *,
    job_id: JobId,
    claimed: ClaimedJob,
    now: dt.datetime,
    error: str = "",
    is_final: bool = False,
    retry_after: dt.timedelta | None = None,
) -> JobState | None:
    """
    Record success, or with `error` a failure that is tried again unless it is final.

    Return the new state, or None if the attempt no longer held the job.
    """
    state, due_at = JobState.SUCCEEDED, None
    if error:
        state = JobState.FAILED
        if not is_final and claimed.attempt < claimed.max_attempts:
            state = JobState.QUEUED
            if retry_after is None:
                retry_after = policies.delay_after(attempt=claimed.attempt, policy=ports.policy())
            due_at = now + retry_after
    with transaction.atomic(durable=True):
        held = operations.settle(
            job_id=job_id,
            attempt=claimed.attempt,
            state=state,
            at=now,
            error=error,
            due_at=due_at,
        )
    return state if held else None
