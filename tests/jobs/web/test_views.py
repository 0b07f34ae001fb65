"""The operators' page."""

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from shiming.jobs import operations, ports, tasks
from shiming.jobs.errors import RetryLater
from shiming.jobs.models import Job
from shiming.jobs.types import JobId, JobRun, JobState
from shiming.jobs.web import readiness, views
from shiming.kernel import clock
from shiming.kernel.actor import Actor
from shiming.web_kit.actors import PermissionMissing
from tests.jobs.conftest import KIND, NOW, Work

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.messages.web.urls")]


def fail(_run: JobRun) -> None:
    raise RetryLater


@pytest.fixture
def job_id(work: Work) -> JobId:
    return operations.start(kind=KIND, subject="1", now=NOW, max_attempts=1)


def request_by(actor: Actor, path: str = "/jobs/", method: str = "GET") -> HttpRequest:
    request = RequestFactory().generic(method, path)
    request.actor = actor  # type: ignore[attr-defined]  # as the accounts middleware does
    return request


class TestJobList:
    def test_shows_jobs_and_what_can_be_done_with_them(
        self, work: Work, job_id: JobId, operator: Actor
    ) -> None:
        queued = views.job_list(request_by(operator)).content.decode()
        work.act = fail
        tasks.run_due_jobs(now=NOW)
        failed = views.job_list(request_by(operator)).content.decode()

        assert KIND in queued
        assert f"/jobs/{job_id}/cancel" in queued
        assert f"/jobs/{job_id}/retry" in failed
        assert "jobs.job.not_now" in failed

    @pytest.mark.parametrize(("query", "times"), [("state=queued", 1), ("state=failed", 0)])
    def test_filters_by_state(self, job_id: JobId, operator: Actor, query: str, times: int) -> None:
        page = views.job_list(request_by(operator, f"/jobs/?{query}&before=x")).content.decode()

        assert page.count(KIND) == times

    def test_says_when_work_is_left_lying(self, job_id: JobId, operator: Actor) -> None:
        assert "任务积压" in views.job_list(request_by(operator)).content.decode()

    def test_is_for_operators_only(self, job_id: JobId, stranger: Actor) -> None:
        with pytest.raises(PermissionMissing):
            views.job_list(request_by(stranger))


class TestSteering:
    def test_cancels_and_retries(self, job_id: JobId, operator: Actor) -> None:
        cancelled = views.job_cancel(request_by(operator, method="POST"), job_id=job_id)
        state_between = Job.objects.get().state
        retried = views.job_retry(request_by(operator, method="POST"), job_id=job_id)

        assert (cancelled.status_code, retried.status_code) == (303, 303)
        assert (state_between, Job.objects.get().state) == (JobState.CANCELLED, JobState.QUEUED)

    @pytest.mark.parametrize("view", [views.job_cancel, views.job_retry])
    def test_refuses_strangers_and_get(
        self, job_id: JobId, operator: Actor, stranger: Actor, view: object
    ) -> None:
        assert callable(view)
        with pytest.raises(PermissionMissing):
            view(request_by(stranger, method="POST"), job_id=job_id)

        assert view(request_by(operator), job_id=job_id).status_code == 405
        assert Job.objects.get().state == JobState.QUEUED


class TestReadiness:
    def test_tells_that_nobody_works(self, job_id: JobId) -> None:
        with pytest.raises(readiness.QueueIsLate):
            readiness.ask_queue()

    def test_is_content_while_work_gets_done(self, work: Work) -> None:
        operations.start(kind=KIND, subject="1", now=clock.now() - ports.policy().alert_age / 2)

        readiness.ask_queue()

        assert Job.objects.get().state == JobState.QUEUED
