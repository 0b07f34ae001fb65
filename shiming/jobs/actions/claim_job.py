"""Use case: a worker takes a job for one attempt."""

import datetime as dt

from django.db import transaction

from shiming.jobs import operations
from shiming.jobs.types import ClaimedJob, JobId


def claim_job(*, job_id: JobId, now: dt.datetime) -> ClaimedJob | None:
    """Take a job if it is queued and due; of several workers that try, one gets it."""
    with transaction.atomic(durable=True):
        job = operations.claim(job_id=job_id, now=now)
    if job is None:
        return None
    return ClaimedJob(
        kind=job.kind, subject=job.subject, attempt=job.attempts, max_attempts=job.max_attempts
    )
