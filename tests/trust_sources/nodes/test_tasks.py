"""What nodes do by themselves."""

import pytest

from shiming.accounts.models import Account
from shiming.jobs.errors import RetryLater
from shiming.jobs.models import Job
from shiming.jobs.types import JobId, JobRun
from shiming.kernel import clock
from shiming.kernel.ids import new_id
from shiming.trust_sources.actions.nodes.import_legacy_users import import_legacy_users
from shiming.trust_sources.actions.nodes.order_export import order_export
from shiming.trust_sources.models import TrustSource
from shiming.trust_sources.models.nodes import OutgoingEvent, StockExport
from shiming.trust_sources.operations.nodes.recognition import KEEP_RECOGNITION
from shiming.trust_sources.tasks import nodes as tasks
from shiming.trust_sources.types.nodes import NodeAnswer, NodeRole, PeerId
from tests.cast import PROOFED_CITIZEN
from tests.trust_sources.nodes.node_kit import NOW, FakeLine, line_of, make_peer, officer
from tests.trust_sources.nodes.test_outgoing import register
from tests.trust_sources.nodes.test_stock import file_of

pytestmark = pytest.mark.django_db


def job(subject: object = "", *, attempts: int = 2) -> JobRun:
    return JobRun(
        id=JobId(new_id()),
        kind="tests",
        subject=str(subject),
        now=clock.now(),
        max_attempts=attempts,
    )


@pytest.mark.usefixtures("city")
class TestCity:
    @pytest.mark.parametrize("is_periodic", [True, False])
    def test_tells_what_waits_at_once_and_every_minute(
        self, line: FakeLine, *, is_periodic: bool
    ) -> None:
        peer = make_peer("gd", role=NodeRole.PROVINCE)
        register(PROOFED_CITIZEN)

        if is_periodic:
            tasks.deliver_to_all(job())
        else:
            tasks.deliver_to_one(job(peer.pk))

        assert len(line.told) == 1
        assert OutgoingEvent.objects.get().delivered_at is not None

    def test_hands_users_over_and_tries_again(self, line: FakeLine) -> None:
        peer = make_peer("gd", role=NodeRole.PROVINCE)
        order_export(peer_id=PeerId(peer.pk), officer=officer(), now=NOW)
        export = StockExport.objects.get()
        line.answer = NodeAnswer(status=503)

        with pytest.raises(RetryLater):
            tasks.export_one(job(export.pk))
        tasks.export_one(job(export.pk, attempts=1))
        line.answer = None
        tasks.export_one(job(export.pk))

        export.refresh_from_db()
        assert export.finished_at is not None


def test_keeps_every_node_in_a_job_of_its_own() -> None:
    peers = [make_peer("gz"), make_peer("sz")]
    TrustSource.objects.bulk_create(TrustSource(code=one.code, added_at=NOW) for one in peers)

    tasks.keep_recognitions(job())

    kept = Job.objects.filter(kind=KEEP_RECOGNITION).values_list("subject", flat=True)
    assert set(kept) == {str(one.pk) for one in peers}


def test_imports_a_file() -> None:
    content = file_of(line_of(PROOFED_CITIZEN)).encode()
    stock_id = import_legacy_users(content=content, officer=officer(), now=NOW)

    tasks.import_one(job(stock_id))
    tasks.forget_old_nonces(job())

    assert Account.objects.count() == 1
