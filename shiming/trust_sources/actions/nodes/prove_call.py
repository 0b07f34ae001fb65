"""Use case: a node proves itself by the signature of its call."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import visitor
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.operations.nodes.peers import spend_nonce
from shiming.trust_sources.policies.nodes import is_authentic
from shiming.trust_sources.queries import nodes as queries
from shiming.trust_sources.types.nodes import NodeEvent, PeerId, ProvenPeer, SignedCall


def prove_call(*, call: SignedCall, address: str, now: dt.datetime) -> ProvenPeer:
    """
    Return the node that made a call, and use its number up, so that it cannot be made again.

    :raises errors.CallNotProven: if no active node signed it, it is old, or it came before
    """
    peer = queries.peer_by_code(call.key_id)
    is_proven = peer is not None and is_authentic(call, key=peer.key, now=now)
    with transaction.atomic(durable=True):
        if peer is not None and is_proven:
            is_proven = spend_nonce(peer_id=PeerId(peer.pk), nonce=call.nonce, now=now)
        if not is_proven and peer is not None:
            # Calls in the name of nobody whom we know are not worth a record each.
            audit.record(
                event=NodeEvent.CALL_REFUSED,
                actor=visitor(address=address),
                subject=f"node:{peer.pk}",
                at=now,
            )
    if peer is None or not is_proven:
        raise errors.CallNotProven
    return queries.proven(peer)
