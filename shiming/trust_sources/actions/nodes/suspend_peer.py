"""Use case: an officer suspends another node."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.trust_sources.operations.nodes import peers
from shiming.trust_sources.operations.nodes.recognition import start_keeping
from shiming.trust_sources.queries import nodes as queries
from shiming.trust_sources.types.nodes import NodeEvent, PeerId, PeerState


def suspend_peer(*, peer_id: PeerId, officer: Actor, now: dt.datetime) -> None:
    """
    Neither send a node anything nor believe it; what it has to know waits in its row.

    :raises errors.MayNotManageNodes: if the officer may not
    :raises errors.PeerNotFound: if there is none
    :raises errors.PeerStateChanged: if it is so already
    """
    with transaction.atomic(durable=True):
        queries.get_peer(peer_id=peer_id, viewer=officer, now=now)
        peers.change_peer_state(peer_id=peer_id, before=PeerState.ACTIVE, after=PeerState.SUSPENDED)
        audit.record(
            event=NodeEvent.PEER_SUSPENDED, actor=officer, subject=f"node:{peer_id}", at=now
        )
        start_keeping(peer_id=peer_id, now=now)
