"""Use case: an operator cancels a job."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.jobs import errors, operations, queries
from shiming.jobs.types import JobEvent, JobId
from shiming.kernel.actor import Actor


def cancel_job(*, job_id: JobId, operator: Actor, now: dt.datetime) -> None:
    """
    Cancel a job that has not ended; a running handler is told when it next asks.

    :raises errors.NotAnOperator: if the operator may not manage jobs
    :raises errors.JobNotFound: if there is no such job
    :raises errors.JobIsOver: if it has ended
    """
    with transaction.atomic(durable=True):
        job = queries.get_job(job_id=job_id, viewer=operator)
        if not operations.cancel(job_id=job_id, now=now):
            raise errors.JobIsOver(job_id=job_id)
        audit.record(
            event=JobEvent.CANCELLED,
            actor=operator,
            subject=f"job:{job_id}",
            at=now,
            details={"kind": job.kind},
        )
