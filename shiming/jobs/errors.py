"""The refusals of the area, and how a handler asks for another attempt."""

import datetime as dt
from typing import ClassVar

from shiming.kernel.errors import DomainError, ErrorKind


class RetryLater(Exception):
    """
    A handler cannot finish now and wants another attempt `after` some time.

    Without `after` the delay doubles with each attempt. No refusal: nobody sees it but the runner.
    """

    def __init__(self, after: dt.timedelta | None = None) -> None:
        super().__init__()
        self.after = after


class JobNotFound(DomainError):
    """There is no such job."""

    code: ClassVar[str] = "jobs.job.not_found"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class JobIsOver(DomainError):
    """The job has ended and cannot be cancelled."""

    code: ClassVar[str] = "jobs.job.is_over"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class JobHasNotFailed(DomainError):
    """Only a failed or cancelled job can be retried."""

    code: ClassVar[str] = "jobs.job.has_not_failed"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class NotAnOperator(DomainError):
    """The actor may not see or steer background jobs."""

    code: ClassVar[str] = "jobs.job.not_an_operator"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class UnknownKind(RuntimeError):
    """No handler is registered for a kind: a programming error, hence no refusal."""
