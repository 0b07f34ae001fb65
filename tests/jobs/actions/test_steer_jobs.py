"""Operators cancel and retry jobs."""

import pytest
from django_q.models import OrmQ

from shiming.audit.models import AuditRecord
from shiming.jobs import errors, operations, queries, tasks
from shiming.jobs.actions.cancel_job import cancel_job
from shiming.jobs.actions.retry_job import retry_job
from shiming.jobs.models import Job
from shiming.jobs.types import JobId, JobRun, JobState
from shiming.kernel.actor import Actor
from shiming.kernel.ids import new_id
from tests.jobs.conftest import KIND, NOW, Work

pytestmark = pytest.mark.django_db


def crash(_run: JobRun) -> None:
    raise ValueError


@pytest.fixture
def job_id(work: Work) -> JobId:
    return operations.start(kind=KIND, subject="1", now=NOW, max_attempts=1)


def recorded(job_id: JobId) -> list[str]:
    records = AuditRecord.objects.filter(subject=f"job:{job_id}")
    return list(records.values_list("event", flat=True))


class TestCancelJob:
    def test_keeps_the_job_from_running(self, work: Work, job_id: JobId, operator: Actor) -> None:
        cancel_job(job_id=job_id, operator=operator, now=NOW)

        assert tasks.run_due_jobs(now=NOW) == 0
        assert Job.objects.get().state == JobState.CANCELLED
        assert recorded(job_id) == ["jobs.job.cancelled"]

    def test_refuses_a_stranger(self, job_id: JobId, stranger: Actor) -> None:
        with pytest.raises(errors.NotAnOperator):
            cancel_job(job_id=job_id, operator=stranger, now=NOW)

        assert Job.objects.get().state == JobState.QUEUED
        assert recorded(job_id) == []

    def test_refuses_a_job_that_has_ended(self, job_id: JobId, operator: Actor) -> None:
        tasks.run_due_jobs(now=NOW)

        with pytest.raises(errors.JobIsOver):
            cancel_job(job_id=job_id, operator=operator, now=NOW)
        assert recorded(job_id) == []

    def test_refuses_a_job_that_is_none(self, operator: Actor) -> None:
        with pytest.raises(errors.JobNotFound):
            cancel_job(job_id=JobId(new_id()), operator=operator, now=NOW)


class TestRetryJob:
    def test_gives_a_failed_job_one_more_attempt(
        self, work: Work, job_id: JobId, operator: Actor
    ) -> None:
        work.act = crash
        tasks.run_due_jobs(now=NOW)
        OrmQ.objects.all().delete()
        work.act = lambda _run: None

        retry_job(job_id=job_id, operator=operator, now=NOW)

        assert OrmQ.objects.count() == 1
        assert tasks.run_due_jobs(now=NOW) == 1
        assert Job.objects.get().state == JobState.SUCCEEDED
        assert recorded(job_id) == ["jobs.job.retried"]

    def test_refuses_a_job_that_is_still_queued(self, job_id: JobId, operator: Actor) -> None:
        with pytest.raises(errors.JobHasNotFailed):
            retry_job(job_id=job_id, operator=operator, now=NOW)

        assert recorded(job_id) == []


class TestListJobs:
    def test_shows_operators_the_jobs_of_a_state(self, job_id: JobId, operator: Actor) -> None:
        shown = queries.list_jobs(viewer=operator, state=JobState.QUEUED)
        others = queries.list_jobs(viewer=operator, state=JobState.FAILED)

        assert ([job.pk for job in shown], others) == ([job_id], [])

    def test_refuses_a_stranger(self, job_id: JobId, stranger: Actor) -> None:
        with pytest.raises(errors.NotAnOperator):
            queries.list_jobs(viewer=stranger)
