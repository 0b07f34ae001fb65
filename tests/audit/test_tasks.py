import datetime as dt

import pytest
from structlog.testing import capture_logs

from shiming.audit import tasks
from shiming.audit.models import AuditSeal, SealedRecord
from shiming.jobs.types import JobId, JobRun
from shiming.kernel.ids import new_id
from tests.factories.audit import NOW, records

RUN = JobRun(id=JobId(new_id()), kind="audit.seal", subject="", now=NOW + dt.timedelta(minutes=1))

pytestmark = pytest.mark.django_db


class TestSeal:
    def test_logs_the_head_which_is_kept_elsewhere(self) -> None:
        records(2)

        with capture_logs() as logs:
            tasks.seal(RUN)
            tasks.seal_thoroughly(RUN)

        seal = AuditSeal.objects.get()
        assert [(log["event"], log["records"], log["head"]) for log in logs] == [
            ("audit_sealed", 2, f"1:{seal.digest}")
        ]

    def test_leaves_the_field_to_another_sealer(self) -> None:
        (record_id,) = records(1)
        # The place that another sealer has just taken for a record that we have not seen.
        SealedRecord.objects.create(position=1, record_id=record_id + 1, digest=b"")

        with capture_logs() as logs:
            tasks.seal(RUN)

        assert [log["event"] for log in logs] == ["audit_sealed_meanwhile"]
        assert not AuditSeal.objects.exists()
