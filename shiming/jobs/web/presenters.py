"""What the operators' page shows."""

import dataclasses
import datetime as dt
import uuid

from django.utils.translation import gettext as _

from shiming.jobs.models import Job
from shiming.jobs.queries import QueueHealth
from shiming.jobs.types import JobState


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """One job."""

    id: uuid.UUID
    kind: str
    subject: str
    state: JobState
    state_label: str
    attempts: int
    max_attempts: int
    progress: int
    total: int
    due_at: dt.datetime
    error: str

    @property
    def may_be_cancelled(self) -> bool:
        """Tell whether the button «cancel» is shown."""
        return self.state in {JobState.QUEUED, JobState.RUNNING}

    @property
    def may_be_retried(self) -> bool:
        """Tell whether the button «retry» is shown."""
        return self.state in {JobState.FAILED, JobState.CANCELLED}

    @classmethod
    def of(cls, job: Job) -> "JobRow":
        """Show a job."""
        state = JobState(job.state)
        return cls(
            id=job.pk,
            kind=job.kind,
            subject=job.subject,
            state=state,
            state_label=state_labels()[state],
            attempts=job.attempts,
            max_attempts=job.max_attempts,
            progress=job.progress,
            total=job.total,
            due_at=job.due_at,
            error=job.error,
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class JobPage:
    """A page of jobs, with how the queue is doing."""

    jobs: tuple[JobRow, ...]
    health: QueueHealth
    oldest_due_minutes: int
    state: str
    states: tuple[tuple[str, str], ...]
    next_before: uuid.UUID | None


def state_labels() -> dict[JobState, str]:
    """Return the words for the states in the language of the reader."""
    return {
        JobState.QUEUED: _("排队中"),
        JobState.RUNNING: _("进行中"),
        JobState.SUCCEEDED: _("已完成"),
        JobState.FAILED: _("失败"),
        JobState.CANCELLED: _("已取消"),
    }
