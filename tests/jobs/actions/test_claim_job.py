"""Of workers that reach for one job together, one gets it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from shiming.jobs import operations
from shiming.jobs.actions.claim_job import claim_job
from shiming.jobs.models import Job
from shiming.jobs.types import JobId
from tests.jobs.conftest import KIND, NOW, Work

WORKERS = 8


@pytest.mark.django_db(transaction=True)
class TestClaimJob:
    def test_has_one_winner(self, work: Work) -> None:
        job_id = operations.start(kind=KIND, subject="1", now=NOW)

        with ThreadPoolExecutor(WORKERS) as pool:
            won = list(pool.map(reach_for, [job_id] * WORKERS))

        assert won.count(True) == 1
        assert Job.objects.get(pk=job_id).attempts == 1


def reach_for(job_id: JobId) -> bool:
    try:
        return claim_job(job_id=job_id, now=NOW) is not None
    finally:
        connection.close()
