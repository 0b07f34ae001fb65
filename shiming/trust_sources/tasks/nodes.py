"""What nodes do by themselves: telling peers, importing and handing over users."""

import uuid

from shiming.jobs import operations as jobs
from shiming.jobs.errors import RetryLater
from shiming.jobs.types import JobRun
from shiming.kernel import clock
from shiming.kernel.actor import Actor, system_actor
from shiming.trust_sources.actions.nodes.deliver_events import deliver_events
from shiming.trust_sources.actions.nodes.export_stock import export_stock
from shiming.trust_sources.actions.nodes.forget_nonces import forget_nonces
from shiming.trust_sources.actions.nodes.import_stock import import_stock
from shiming.trust_sources.actions.nodes.keep_recognition import keep_recognition
from shiming.trust_sources.actions.nodes.order_export import EXPORT
from shiming.trust_sources.actions.nodes.record_refused_calls import record_refused_calls
from shiming.trust_sources.operations.nodes.outgoing import DELIVER
from shiming.trust_sources.operations.nodes.recognition import KEEP_RECOGNITION, start_keeping
from shiming.trust_sources.operations.nodes.stock import IMPORT
from shiming.trust_sources.queries.nodes import list_peers_with_due
from shiming.trust_sources.queries.recognition import list_recognised
from shiming.trust_sources.types.nodes import PeerId, StockId


@jobs.handler(DELIVER)
def deliver_to_one(job: JobRun) -> None:
    """Tell one peer what has just happened."""
    deliver_events(peer_id=PeerId(uuid.UUID(job.subject)), now=clock.now())


@jobs.every(minutes=1, kind="trust_sources.deliver_to_all")
def deliver_to_all(job: JobRun) -> None:
    """Tell every peer what it has not taken yet and is due again."""
    for peer_id in list_peers_with_due(now=job.now):
        deliver_events(peer_id=peer_id, now=clock.now())


@jobs.handler(IMPORT)
def import_one(job: JobRun) -> None:
    """Import a file of users; a worker that dies is followed by another one."""
    import_stock(
        stock_id=StockId(uuid.UUID(job.subject)),
        now=job.now,
        progress=job.progress,
        is_cancelled=job.is_cancelled,
    )


@jobs.handler(EXPORT)
def export_one(job: JobRun) -> None:
    """
    Hand users over.

    :raises RetryLater: if the peer did not take a file; the next attempt goes on from there
    """
    has_arrived = export_stock(
        export_id=uuid.UUID(job.subject),
        now=job.now,
        progress=job.progress,
        is_cancelled=job.is_cancelled,
    )
    if not has_arrived and not job.is_last_attempt:
        raise RetryLater


@jobs.handler(KEEP_RECOGNITION)
def keep_one_recognition(job: JobRun) -> None:
    """Make true what was just agreed upon with a node, and tell it."""
    keep_recognition(peer_id=PeerId(uuid.UUID(job.subject)), actor=_actor(job), now=job.now)


@jobs.every(minutes=2, kind="trust_sources.keep_recognitions")
def keep_recognitions(job: JobRun) -> None:
    """Do so for every node, each by itself: agreements end by their dates, and calls get lost."""
    for peer_id in list_recognised():
        start_keeping(peer_id=peer_id, now=job.now)


@jobs.every(minutes=10, kind="trust_sources.record_refused_calls")
def record_refused(job: JobRun) -> None:
    """Write down how many calls of the last hours were not proven."""
    record_refused_calls(actor=_actor(job), now=job.now)


@jobs.every(minutes=10, kind="trust_sources.forget_nonces")
def forget_old_nonces(job: JobRun) -> None:
    """Forget numbers whose calls would be too old by now."""
    forget_nonces(now=job.now)


def _actor(job: JobRun) -> Actor:
    return system_actor(device=job.kind)
