"""Words of the area: states, ids, the run that a handler sees, and the limits."""

import dataclasses
import datetime as dt
import enum
import uuid
from collections.abc import Callable
from typing import NewType

JobId = NewType("JobId", uuid.UUID)


class JobState(enum.StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class JobPermission(enum.StrEnum):
    """What operators may do with jobs."""

    MANAGE = "jobs:job:manage"


class JobEvent(enum.StrEnum):
    """What the audit trail records of jobs."""

    CANCELLED = "jobs.job.cancelled"
    RETRIED = "jobs.job.retried"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class JobPolicy:
    """
    The limits of the machinery; wiring may replace it.

    `stale_after` must be several times `heartbeat_every`: a job whose worker gave no sign of life
    for so long is taken up again.
    """

    tick_every: dt.timedelta = dt.timedelta(seconds=1)
    heartbeat_every: dt.timedelta = dt.timedelta(seconds=5)
    stale_after: dt.timedelta = dt.timedelta(seconds=60)
    push_again_after: dt.timedelta = dt.timedelta(seconds=15)
    first_delay: dt.timedelta = dt.timedelta(seconds=5)
    longest_delay: dt.timedelta = dt.timedelta(hours=1)
    alert_age: dt.timedelta = dt.timedelta(minutes=5)
    keep_finished: dt.timedelta = dt.timedelta(days=7)


def _report_nothing(_done: int, _total: int) -> None:
    """Serve runs that no table stands behind."""


def _never() -> bool:
    return False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class JobRun:
    """One attempt at a job, as its handler sees it."""

    id: JobId
    kind: str
    subject: str
    now: dt.datetime
    attempt: int = 1
    max_attempts: int = 1
    report: Callable[[int, int], None] = _report_nothing
    ask_whether_cancelled: Callable[[], bool] = _never

    @property
    def is_last_attempt(self) -> bool:
        """Tell whether a failure of this run is final."""
        return self.attempt >= self.max_attempts

    def progress(self, done: int, total: int) -> None:
        """Record how far the work has come."""
        self.report(done, total)

    def is_cancelled(self) -> bool:
        """Tell whether the work should stop: cancelled, or taken over by another attempt."""
        return self.ask_whether_cancelled()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedJob:
    """What a worker must know to run a job that it has claimed."""

    kind: str
    subject: str
    attempt: int
    max_attempts: int


Handler = Callable[[JobRun], None]
