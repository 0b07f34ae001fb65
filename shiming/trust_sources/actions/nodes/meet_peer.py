"""Use case: an officer begins mutual recognition with a node (S28-5)."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.clock import today_in_china
from shiming.kernel.levels import Level
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.models.nodes import PeerNode
from shiming.trust_sources.operations.nodes.recognition import hear, introduce
from shiming.trust_sources.policies.recognition import (
    recognition_terms,
    refusal_of_level,
    secret_of,
)
from shiming.trust_sources.ports.nodes import node_policy
from shiming.trust_sources.queries import nodes as queries
from shiming.trust_sources.queries.recognition import find_source_of_peer, is_agreed_upon
from shiming.trust_sources.types.nodes import NodeEvent, PeerId
from shiming.trust_sources.types.recognition import MetPeer


def meet_peer(
    *,
    peer_id: PeerId,
    level: Level,
    until: dt.date | None,
    officer: Actor,
    now: dt.datetime,
) -> MetPeer:
    """
    Ask a node who it is, and return the terms under which its people may be accepted here.

    Nothing is agreed upon by that: the terms go the way of every trust source's, with two officers.
    The node is called outside of any transaction.

    :raises errors.MayNotManageNodes: if the officer may not
    :raises errors.PeerNotFound: if there is no such node
    :raises errors.PeerUnfit: if a node's word cannot be worth this
    :raises errors.PeerSilent: if the node does not answer, or as none of its version does
    """
    queries.get_peer(peer_id=peer_id, viewer=officer, now=now)
    if refusal := refusal_of_level(level):
        raise refusal
    peer, own = PeerNode.objects.get(pk=peer_id), node_policy()
    answer = introduce(peer, is_agreed=is_agreed_upon(peer, now=now), now=now)
    with transaction.atomic(durable=True):
        has_answered = hear(answer, peer_id=peer_id, now=now)
        peer.refresh_from_db()
        if has_answered:
            audit.record(
                event=NodeEvent.PEER_MET,
                actor=officer,
                subject=f"node:{peer_id}",
                at=now,
                details={"level": level.slug, "recognises_us": peer.recognises_us},
            )
    if not has_answered:
        raise errors.PeerSilent
    return MetPeer(
        code=peer.code,
        source_id=find_source_of_peer(peer.code),
        terms=recognition_terms(
            name=peer.name,
            issuer=peer.issuer,
            origins=peer.origins,
            secret=secret_of(peer.key, client=own.code, provider=peer.code),
            own=own,
            level=level,
            until=until,
            today=today_in_china(now),
        ),
    )
