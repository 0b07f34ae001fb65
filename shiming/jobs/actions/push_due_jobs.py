"""Use case: the worker's loop hands due jobs to the broker."""

import datetime as dt

from django.db import transaction

from shiming.jobs import operations, ports, queries


def push_due_jobs(*, now: dt.datetime) -> int:
    """
    Give the broker a message for each queued job that has become due, and return how many.

    A job whose message was lost (a worker died with it in memory) gets another one, but only while
    the broker has nothing waiting: a long queue must not multiply itself.
    """
    again_before = None
    if not queries.exists_waiting_message(now=now):
        again_before = now - ports.policy().push_again_after
    job_ids = queries.list_jobs_to_push(now=now, again_before=again_before)
    if not job_ids:
        return 0
    with transaction.atomic(durable=True):
        return sum(
            operations.push_once(job_id=job_id, now=now, again_before=again_before)
            for job_id in job_ids
        )
