"""Use case: a node says who it is and whether it recognises our people."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.models.nodes import PeerNode
from shiming.trust_sources.operations.nodes.recognition import note_introduction, start_keeping
from shiming.trust_sources.policies.recognition import read_introduction, write_introduction
from shiming.trust_sources.ports.nodes import node_policy
from shiming.trust_sources.queries.recognition import is_agreed_upon
from shiming.trust_sources.types.nodes import ProvenPeer


def receive_introduction(
    *, peer: ProvenPeer, content: Mapping[str, object], now: dt.datetime
) -> dict[str, object]:
    """
    Keep what a node says of itself, and say the same of us.

    It changes nothing about what officers here have agreed upon.

    :raises errors.CallMalformed: if the call is not of the documented form or for another node
    """
    own = node_policy()
    if content.get("from") != peer.code or content.get("to") != own.code:
        raise errors.CallMalformed
    issuer, origins, agreed = read_introduction(content)
    with transaction.atomic(durable=True):
        is_news = note_introduction(
            peer_id=peer.id, issuer=issuer, origins=origins, recognises_us=agreed
        )
        is_agreed = is_agreed_upon(PeerNode.objects.get(pk=peer.id), now=now)
        if is_news and is_agreed:
            # Its people may be on their way: our side takes its addresses over at once.
            start_keeping(peer_id=peer.id, now=now)
    return write_introduction(own, peer=peer.code, is_agreed=is_agreed)
