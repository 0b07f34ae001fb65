"""Use case: the worker's loop starts the periodic jobs that have become due."""

import datetime as dt

from django.db import transaction

from shiming.jobs import operations, queries
from shiming.jobs.handlers import periods


def start_periodic_jobs(*, now: dt.datetime) -> int:
    """Start a job of each periodic kind that is due and has none open, and return how many."""
    due = queries.list_due_kinds(kinds=list(periods()), now=now)
    if not due:
        return 0
    with transaction.atomic(durable=True):
        return sum(
            operations.start_periodic(kind=kind, period=periods()[kind], now=now) for kind in due
        )
