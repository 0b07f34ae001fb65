"""Use case: an officer has what waits for a node sent now."""

import datetime as dt

from django.db import transaction

from shiming.kernel.actor import Actor
from shiming.trust_sources.models.nodes import OutgoingEvent
from shiming.trust_sources.operations.nodes.outgoing import start_delivery
from shiming.trust_sources.queries import nodes as queries
from shiming.trust_sources.types.nodes import PeerId


def retry_events(*, peer_id: PeerId, officer: Actor, now: dt.datetime) -> None:
    """
    Send everything that waits for a node at once, whatever was to be waited for.

    :raises errors.MayNotManageNodes: if the officer may not
    :raises errors.PeerNotFound: if there is no such node
    """
    with transaction.atomic(durable=True):
        queries.get_peer(peer_id=peer_id, viewer=officer, now=now)
        waiting = OutgoingEvent.objects.filter(peer_id=peer_id, delivered_at__isnull=True)
        waiting.update(next_try_at=now)
        start_delivery(peer_id=peer_id, now=now)
