"""Use case: what officers agreed upon with a node is made true here, and told to it."""

import datetime as dt

from django.db import transaction

from shiming.kernel.actor import Actor
from shiming.trust_sources.models.nodes import PeerNode
from shiming.trust_sources.operations.nodes.recognition import client_of, hear, introduce
from shiming.trust_sources.ports.recognition import node_clients
from shiming.trust_sources.queries.recognition import find_agreement, find_source_of_peer
from shiming.trust_sources.types.nodes import PeerId, PeerState


def keep_recognition(*, peer_id: PeerId, actor: Actor, now: dt.datetime) -> None:
    """
    Open, close or correct the client that a node is here, and tell the node how we stand to it.

    A node with which nothing was ever proposed is left alone. Doing it again changes nothing, so
    that a call that was lost is made up for by the next one.
    """
    peer = PeerNode.objects.get(pk=peer_id)
    if find_source_of_peer(peer.code) is None:
        return
    terms = find_agreement(peer, now=now)
    with transaction.atomic(durable=True):
        node_clients().keep(client_of(peer, terms=terms, now=now), actor=actor, now=now)
    if peer.state != PeerState.ACTIVE:
        return
    answer = introduce(peer, is_agreed=terms is not None, now=now)
    with transaction.atomic(durable=True):
        hear(answer, peer_id=peer_id, now=now)
