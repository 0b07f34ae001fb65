"""Use case: the worker's loop takes up jobs whose worker has died."""

import datetime as dt

from django.db import transaction

from shiming.jobs import operations, ports, queries


def requeue_lost_jobs(*, now: dt.datetime) -> int:
    """Queue each running job that gave no sign of life for too long again, and return how many."""
    lost = queries.list_lost_jobs(silent_since=now - ports.policy().stale_after)
    if not lost:
        return 0
    with transaction.atomic(durable=True):
        return sum(operations.give_up_attempt(job=job, now=now) for job in lost)
