"""Use case: an officer enters another key for a node."""

import datetime as dt

from django.db import transaction

from shiming.kernel import clock
from shiming.kernel.actor import Actor
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.models.nodes import PeerKeyChange, PeerNode
from shiming.trust_sources.operations.nodes.keys import enter_key
from shiming.trust_sources.policies import nodes as policies
from shiming.trust_sources.ports.nodes import node_policy
from shiming.trust_sources.queries import nodes as queries
from shiming.trust_sources.types.nodes import KeyChangeId, PeerId


def propose_key(
    *,
    peer_id: PeerId,
    key: str,
    former_until: dt.date | None,
    officer: Actor,
    now: dt.datetime,
) -> KeyChangeId:
    """
    Have another key wait for a second officer; both nodes enter the same one.

    The key before stays good until the end of the day `former_until`, so that the other side may
    enter the new one meanwhile; without it, it ends at once.

    :raises errors.MayNotManageNodes: if the officer may not
    :raises errors.PeerNotFound: if there is no such node
    :raises errors.PeerKeyWeak: if the key is too short
    :raises errors.PeerKeySame: if it is the present one
    :raises errors.OverlapUnfit: if the key before would stay good too long, or the day is over
    :raises errors.PeerKeyWaits: if another one waits already
    """
    queries.get_peer(peer_id=peer_id, viewer=officer, now=now)
    peer = PeerNode.objects.get(pk=peer_id)
    today = clock.today_in_china(now)
    refusal = policies.refusal_of_key(key, present=peer.key) or policies.refusal_of_overlap(
        former_until, today=today, own=node_policy()
    )
    if refusal:
        raise refusal
    if officer.account_id is None:
        raise errors.MayNotManageNodes
    change = PeerKeyChange(
        peer=peer,
        key=key,
        former_until=None if former_until is None else policies.end_of(former_until),
        proposed_by=officer.account_id,
        proposed_at=now,
    )
    with transaction.atomic(durable=True):
        return enter_key(change, officer=officer, now=now)
