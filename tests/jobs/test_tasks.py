"""What a worker makes of a handler's end."""

import datetime as dt
import logging
from typing import ClassVar

import pytest
from django_q.models import OrmQ

from shiming.jobs import operations, ports, tasks
from shiming.jobs.errors import RetryLater
from shiming.jobs.handlers import get_handler
from shiming.jobs.models import Job, PeriodicKind
from shiming.jobs.types import JobId, JobRun, JobState
from shiming.kernel.errors import DomainError, ErrorKind
from tests.jobs.conftest import KIND, NOW, Work

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


class GoneForGood(DomainError):
    code: ClassVar[str] = "tests.thing.gone"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class AwayForNow(DomainError):
    code: ClassVar[str] = "tests.thing.away"
    kind: ClassVar[ErrorKind] = ErrorKind.UNAVAILABLE


class Fail:
    """Raises what it was given."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __call__(self, _run: JobRun) -> None:
        raise self.error


def start(max_attempts: int = 3) -> JobId:
    return operations.start(kind=KIND, subject="1", now=NOW, max_attempts=max_attempts)


class TestAnAttempt:
    def test_runs_the_handler_and_records_success(self, work: Work) -> None:
        start()

        assert tasks.run_due_jobs(now=NOW) == 1

        job = Job.objects.get()
        assert (job.state, job.finished_at, job.attempts) == (JobState.SUCCEEDED, NOW, 1)
        assert [run.subject for run in work.runs] == ["1"]

    def test_is_not_made_twice_for_two_messages(self, work: Work) -> None:
        job_id = start()

        tasks.run(str(job_id))
        tasks.run(str(job_id))

        assert len(work.runs) == 1

    def test_shows_the_progress_that_the_handler_reports(self, work: Work) -> None:
        work.act = lambda run: run.progress(3, 10)
        start()

        tasks.run_due_jobs(now=NOW)

        job = Job.objects.get()
        assert (job.progress, job.total) == (3, 10)

    def test_runs_the_jobs_that_jobs_start(self, work: Work) -> None:
        def start_another(run: JobRun) -> None:
            if run.subject == "1":
                operations.start(kind=KIND, subject="2", now=run.now)

        work.act = start_another
        start()

        assert tasks.run_due_jobs(now=NOW) == 2
        assert [run.subject for run in work.runs] == ["1", "2"]

    def test_tells_the_handler_that_it_was_cancelled(self, work: Work) -> None:
        answers: list[bool] = []

        def be_cancelled(run: JobRun) -> None:
            answers.append(run.is_cancelled())
            operations.cancel(job_id=run.id, now=NOW)
            answers.append(run.is_cancelled())

        work.act = be_cancelled
        start()

        tasks.run_due_jobs(now=NOW)

        assert answers == [False, True]
        assert Job.objects.get().state == JobState.CANCELLED


class TestAFailedAttempt:
    def test_comes_back_when_the_handler_wants(self, work: Work) -> None:
        work.act = Fail(RetryLater(after=HOUR))
        start()

        tasks.run_due_jobs(now=NOW)

        job = Job.objects.get()
        assert (job.state, job.due_at, job.error) == (
            JobState.QUEUED,
            NOW + HOUR,
            "jobs.job.not_now",
        )

    def test_waits_longer_each_time_when_the_handler_names_no_time(self, work: Work) -> None:
        work.act = Fail(RetryLater())
        start(max_attempts=100)
        waits = []
        now = NOW
        for _ in range(12):
            tasks.run_due_jobs(now=now)
            due_at = Job.objects.get().due_at
            waits.append(due_at - now)
            now = due_at

        assert waits == sorted(waits)
        assert waits[1] == 2 * waits[0]
        assert waits[-1] == ports.policy().longest_delay

    def test_is_the_last_when_the_attempts_are_used_up(self, work: Work) -> None:
        work.act = Fail(RetryLater(after=dt.timedelta()))
        start(max_attempts=2)

        assert tasks.run_due_jobs(now=NOW) == 2

        job = Job.objects.get()
        assert (job.state, job.error) == (JobState.FAILED, "jobs.job.not_now")
        assert [run.is_last_attempt for run in work.runs] == [False, True]

    def test_keeps_the_code_of_a_refusal_and_does_not_try_again(self, work: Work) -> None:
        work.act = Fail(GoneForGood())
        start()

        tasks.run_due_jobs(now=NOW)

        job = Job.objects.get()
        assert (job.state, job.error, job.attempts) == (JobState.FAILED, GoneForGood.code, 1)

    def test_is_tried_again_when_something_was_unavailable(self, work: Work) -> None:
        work.act = Fail(AwayForNow())
        start()

        tasks.run_due_jobs(now=NOW)

        assert Job.objects.get().state == JobState.QUEUED

    def test_logs_where_it_crashed_but_not_what_the_exception_says(
        self, work: Work, caplog: pytest.LogCaptureFixture
    ) -> None:
        work.act = Fail(ValueError("Zhang San lives here"))
        start()

        with caplog.at_level(logging.ERROR):
            tasks.run_due_jobs(now=NOW)

        assert Job.objects.get().error == "jobs.job.crashed"
        assert "test_tasks" in caplog.text
        assert "Zhang San" not in caplog.text


class TestTheLoop:
    def test_pushes_a_job_once_it_is_due(self, work: Work) -> None:
        operations.start(kind=KIND, subject="1", now=NOW, due_at=NOW + HOUR)

        tasks.tick(now=NOW)
        before = messages_for(KIND)
        tasks.tick(now=NOW + HOUR)
        tasks.tick(now=NOW + HOUR)

        assert (before, messages_for(KIND)) == (0, 1)

    def test_replaces_a_message_that_was_lost(self, work: Work) -> None:
        start()
        OrmQ.objects.all().delete()

        tasks.tick(now=NOW + dt.timedelta(seconds=1))
        at_once = messages_for(KIND)
        tasks.tick(now=NOW + ports.policy().push_again_after * 2)

        assert (at_once, messages_for(KIND)) == (0, 1)

    def test_takes_up_a_job_whose_worker_fell_silent(self, work: Work) -> None:
        job_id = start()
        operations.claim(job_id=job_id, now=NOW)

        tasks.tick(now=NOW + ports.policy().stale_after)
        still = Job.objects.get(pk=job_id).state
        later = NOW + ports.policy().stale_after * 2
        tasks.tick(now=later)
        tasks.run_due_jobs(now=later)

        assert still == JobState.RUNNING
        job = Job.objects.get(pk=job_id)
        assert (job.state, job.attempts) == (JobState.SUCCEEDED, 2)

    def test_fails_a_job_that_killed_its_last_worker(self, work: Work) -> None:
        job_id = start(max_attempts=1)
        operations.claim(job_id=job_id, now=NOW)

        tasks.tick(now=NOW + ports.policy().stale_after * 2)

        job = Job.objects.get(pk=job_id)
        assert (job.state, job.error) == (JobState.FAILED, "jobs.job.lost")

    def test_starts_a_periodic_kind_once_a_period(
        self, work: Work, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shiming.jobs.handlers._periods", {KIND: HOUR})
        ran = []
        for minutes in (0, 1, 59, 60, 61, 125):
            now = NOW + dt.timedelta(minutes=minutes)
            tasks.tick(now=now)
            tasks.run_due_jobs(now=now)
            ran.append(len(work.runs))

        assert ran == [1, 1, 1, 2, 2, 3]
        assert PeriodicKind.objects.count() == 1

    def test_starts_no_second_periodic_job_while_one_is_open(
        self, work: Work, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shiming.jobs.handlers._periods", {KIND: HOUR})

        tasks.tick(now=NOW)
        tasks.tick(now=NOW + HOUR)

        assert Job.objects.filter(kind=KIND).count() == 1

    def test_warns_when_the_oldest_due_job_waits_too_long(
        self, work: Work, caplog: pytest.LogCaptureFixture
    ) -> None:
        start()

        on_time = tasks.warn_if_late(now=NOW + ports.policy().alert_age)
        late = tasks.warn_if_late(now=NOW + ports.policy().alert_age * 2)

        assert (on_time, late) == (False, True)
        assert "jobs.queue.late" in caplog.text

    def test_removes_old_successes_and_keeps_failures(self, work: Work) -> None:
        start()
        tasks.run_due_jobs(now=NOW)
        work.act = Fail(GoneForGood())
        failed = start()
        tasks.run_due_jobs(now=NOW)
        later = NOW + ports.policy().keep_finished * 2

        get_handler("jobs.remove_old")(
            JobRun(id=failed, kind="jobs.remove_old", subject="", now=later)
        )

        assert [job.pk for job in Job.objects.all()] == [failed]


def messages_for(kind: str) -> int:
    ids = {str(pk) for pk in Job.objects.filter(kind=kind).values_list("pk", flat=True)}
    return sum(message.task["args"][0] in ids for message in OrmQ.objects.all())
