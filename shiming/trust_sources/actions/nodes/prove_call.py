"""Use case: a node proves itself by the signature of its call."""

import datetime as dt

from django.db import transaction

from shiming.accounts.operations import counters
from shiming.accounts.types import CounterScope
from shiming.kernel.actor import visitor
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.operations.nodes.keys import note_key_shown
from shiming.trust_sources.operations.nodes.peers import count_refused_call, spend_nonce
from shiming.trust_sources.policies.nodes import is_authentic
from shiming.trust_sources.queries import nodes as queries
from shiming.trust_sources.queries.node_keys import keys_of
from shiming.trust_sources.types.nodes import PeerId, ProvenPeer, SignedCall


def prove_call(*, call: SignedCall, address: str, now: dt.datetime) -> ProvenPeer:
    """
    Return the node that made a call, and use its number up, so that it cannot be made again.

    The key before counts as long as officers have it stay, and until the node shows the new one.
    Anybody may write a node's code into a call: what is not proven is counted, one number a node
    and hour, and from one address only so many count.

    :raises errors.CallNotProven: if no active node signed it, it is old, or it came before
    :raises errors.CallsTooMany: if it is one of many such from one address
    """
    peer = queries.peer_by_code(call.key_id)
    keys = () if peer is None else keys_of(peer, now=now)
    key = next((one for one in keys if is_authentic(call, key=one, now=now)), None)
    if peer is not None and key is not None:
        with transaction.atomic(durable=True):
            if spend_nonce(peer_id=PeerId(peer.pk), nonce=call.nonce, now=now):
                if key == peer.key:
                    note_key_shown(peer, now=now)
                return queries.proven(peer, key=key)
    with transaction.atomic(durable=True):
        charge = counters.charge(
            scope=CounterScope.NODE_CALL_ADDRESS,
            subject=counters.subject_of_address(address),
            actor=visitor(address=address),
            now=now,
        )
        if charge.is_granted and peer is not None:
            count_refused_call(peer_id=PeerId(peer.pk), now=now)
    if not charge.is_granted:
        raise errors.CallsTooMany
    raise errors.CallNotProven
