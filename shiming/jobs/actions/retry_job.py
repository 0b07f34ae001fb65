"""Use case: an operator has a failed or cancelled job tried again."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.jobs import errors, operations, queries
from shiming.jobs.types import JobEvent, JobId
from shiming.kernel.actor import Actor


def retry_job(*, job_id: JobId, operator: Actor, now: dt.datetime) -> None:
    """
    Queue a failed or cancelled job for one more attempt, now.

    :raises errors.NotAnOperator: if the operator may not manage jobs
    :raises errors.JobNotFound: if there is no such job
    :raises errors.JobHasNotFailed: if it is open or has succeeded
    """
    with transaction.atomic(durable=True):
        job = queries.get_job(job_id=job_id, viewer=operator)
        if not operations.revive(job_id=job_id, now=now):
            raise errors.JobHasNotFailed(job_id=job_id)
        operations.push(job_id=job_id)
        audit.record(
            event=JobEvent.RETRIED,
            actor=operator,
            subject=f"job:{job_id}",
            at=now,
            details={"kind": job.kind},
        )
