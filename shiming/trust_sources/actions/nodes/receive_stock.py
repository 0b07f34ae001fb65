"""Use case: a city hands its users over, one file at a time (S33-21)."""

import datetime as dt
from collections.abc import Mapping

from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.operations.nodes.stock import keep_stock
from shiming.trust_sources.policies.nodes import actor_of_peer
from shiming.trust_sources.ports.nodes import node_policy
from shiming.trust_sources.types.nodes import NodeRole, ProvenPeer, StockId


def receive_stock(*, peer: ProvenPeer, content: Mapping[str, object], now: dt.datetime) -> StockId:
    """
    Keep a file whose first line is true and have it imported; the same one again changes nothing.

    :raises errors.CallMalformed: if the call is not of the documented form or for another node
    :raises errors.StockTooLarge: if the file is longer than one may be
    :raises errors.StockDamaged: if it is cut off, changed, or not of the format
    :raises errors.StockForged: if another file of the export came under this number before
    """
    own = node_policy()
    file = content.get("file")
    is_for_us = content.get("from") == peer.code and content.get("to") == own.code
    if not is_for_us or not isinstance(file, str) or peer.role is not NodeRole.CITY:
        raise errors.CallMalformed
    return keep_stock(
        content=file.encode(), peer_id=peer.id, actor=actor_of_peer(peer.code), now=now
    )
