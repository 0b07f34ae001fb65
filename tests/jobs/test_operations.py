"""Starting, claiming and settling jobs."""

import datetime as dt

import pytest
from django.db import transaction
from django_q.models import OrmQ

from shiming.jobs import operations
from shiming.jobs.errors import UnknownKind
from shiming.jobs.models import Job
from shiming.jobs.types import JobState
from tests.jobs.conftest import KIND, NOW, Work

pytestmark = pytest.mark.django_db


class TestStart:
    def test_queues_a_job_and_a_message_for_the_broker(self, work: Work) -> None:
        job_id = operations.start(kind=KIND, subject="case:1", now=NOW)

        job = Job.objects.get(pk=job_id)
        assert (job.state, job.subject, job.due_at) == (JobState.QUEUED, "case:1", NOW)
        assert OrmQ.objects.count() == 1

    def test_leaves_nothing_behind_when_the_callers_transaction_is_rolled_back(
        self, work: Work
    ) -> None:
        with transaction.atomic():
            operations.start(kind=KIND, subject="case:1", now=NOW)
            transaction.set_rollback(True)

        assert not Job.objects.exists()
        assert not OrmQ.objects.exists()

    def test_sends_no_message_before_the_job_is_due(self, work: Work) -> None:
        operations.start(kind=KIND, subject="1", now=NOW, due_at=NOW + dt.timedelta(hours=1))

        assert not OrmQ.objects.exists()

    def test_refuses_a_kind_that_nobody_handles(self) -> None:
        with pytest.raises(UnknownKind):
            operations.start(kind="tests.unknown", subject="1", now=NOW)

        assert not Job.objects.exists()


class TestClaim:
    def test_is_won_once(self, work: Work) -> None:
        job_id = operations.start(kind=KIND, subject="1", now=NOW)

        claims = [operations.claim(job_id=job_id, now=NOW) for _ in range(3)]

        assert [claim is not None for claim in claims] == [True, False, False]
        assert Job.objects.get().attempts == 1

    def test_waits_until_the_job_is_due(self, work: Work) -> None:
        later = NOW + dt.timedelta(minutes=1)
        job_id = operations.start(kind=KIND, subject="1", now=NOW, due_at=later)

        assert operations.claim(job_id=job_id, now=NOW) is None
        assert operations.claim(job_id=job_id, now=later) is not None


class TestSettle:
    def test_changes_nothing_for_an_attempt_that_was_replaced(self, work: Work) -> None:
        job_id = operations.start(kind=KIND, subject="1", now=NOW)
        first = operations.claim(job_id=job_id, now=NOW)
        assert first is not None
        operations.give_up_attempt(job=first, now=NOW)
        operations.claim(job_id=job_id, now=NOW)

        held = operations.settle(job_id=job_id, attempt=1, state=JobState.SUCCEEDED, at=NOW)

        assert not held
        assert Job.objects.get().state == JobState.RUNNING

    def test_changes_nothing_for_a_cancelled_job(self, work: Work) -> None:
        job_id = operations.start(kind=KIND, subject="1", now=NOW)
        operations.claim(job_id=job_id, now=NOW)
        operations.cancel(job_id=job_id, now=NOW)

        assert not operations.settle(job_id=job_id, attempt=1, state=JobState.SUCCEEDED, at=NOW)
        assert Job.objects.get().state == JobState.CANCELLED
