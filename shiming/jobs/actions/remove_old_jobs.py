"""Use case: jobs that ended well long ago are removed."""

import datetime as dt

from django.db import transaction

from shiming.jobs import operations, ports


def remove_old_jobs(*, now: dt.datetime) -> int:
    """Remove succeeded and cancelled jobs past their keeping; failed ones wait for an operator."""
    with transaction.atomic(durable=True):
        return operations.remove_finished(before=now - ports.policy().keep_finished)
