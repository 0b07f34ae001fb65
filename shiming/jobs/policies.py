"""Pure rules: how long to wait, who may steer."""

import datetime as dt

from shiming.jobs import errors
from shiming.jobs.types import JobPermission, JobPolicy
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError

# 2^20 first delays exceed any longest delay; the cap keeps timedelta from overflowing.
_MOST_DOUBLINGS = 20


def delay_after(*, attempt: int, policy: JobPolicy) -> dt.timedelta:
    """Return how long to wait after failed attempt number `attempt`: doubling up to a limit."""
    factor: int = 1 << min(attempt - 1, _MOST_DOUBLINGS)
    return min(policy.first_delay * factor, policy.longest_delay)


def refusal_to_manage(*, actor: Actor) -> DomainError | None:
    """Return why `actor` may not see and steer jobs, or None if they may."""
    return None if actor.may(JobPermission.MANAGE) else errors.NotAnOperator()
