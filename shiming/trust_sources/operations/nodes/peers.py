"""Writing nodes down, and how the line to them stands."""

import datetime as dt
from collections.abc import Mapping

from django.db.models import F

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.models.nodes import PeerNode, PeerNonce, RefusedCalls
from shiming.trust_sources.policies.nodes import hour_of
from shiming.trust_sources.ports.nodes import node_line, node_policy
from shiming.trust_sources.queries.node_keys import keys_of
from shiming.trust_sources.types.nodes import NodeAnswer, NodeEvent, PeerId, PeerState

# Unproven, or one of many unproven calls from our address.
_NOT_BELIEVED = frozenset({"not_proven_401", "not_proven_429"})


def change_peer_state(*, peer_id: PeerId, before: PeerState, after: PeerState) -> None:
    """
    Set the state of a node.

    :raises errors.PeerStateChanged: if it was not `before`
    """
    if not PeerNode.objects.filter(pk=peer_id, state=before).update(state=after):
        raise errors.PeerStateChanged


def spend_nonce(*, peer_id: PeerId, nonce: str, now: dt.datetime) -> bool:
    """Use a number up; tell whether it was new, of several who come with it at once to one."""
    used = PeerNonce(peer_id=peer_id, nonce=nonce, used_at=now)
    PeerNonce.objects.bulk_create([used], ignore_conflicts=True)
    return PeerNonce.objects.filter(pk=used.pk).exists()


def forget_nonces(*, before: dt.datetime) -> int:
    """Remove numbers whose calls would be too old by now anyhow, and return how many."""
    removed, _by_model = PeerNonce.objects.filter(used_at__lt=before).delete()
    return removed


def count_refused_call(*, peer_id: PeerId, now: dt.datetime) -> None:
    """Count a call in the name of a node that was not proven: one row an hour."""
    hour = hour_of(now)
    row = RefusedCalls(peer_id=peer_id, hour=hour)
    RefusedCalls.objects.bulk_create([row], ignore_conflicts=True)
    RefusedCalls.objects.filter(peer_id=peer_id, hour=hour).update(count=F("count") + 1)


def record_refused_calls(*, actor: Actor, now: dt.datetime) -> None:
    """Write the numbers of the hours that are over into the audit trail, each one once."""
    over = RefusedCalls.objects.filter(hour__lt=hour_of(now), is_recorded=False)
    for row in over.order_by("hour", "pk"):
        # Compare-and-set: of two workers one writes it down.
        if not over.filter(pk=row.pk).update(is_recorded=True):
            continue
        audit.record(
            event=NodeEvent.CALL_REFUSED,
            actor=actor,
            subject=f"node:{row.peer_id}",
            at=now,
            details={"count": row.count, "hour": row.hour.isoformat()},
        )


def call_peer(
    peer: PeerNode, *, path: str, content: Mapping[str, object], now: dt.datetime
) -> NodeAnswer:
    """
    Call a node, outside of any transaction; with the key before first, as long as that is good.

    A node that does not take that any more has the new one.
    """
    answer = NodeAnswer()
    for key in reversed(keys_of(peer, now=now)):
        answer = node_line().call(
            address=peer.address, path=path, key_id=node_policy().code, key=key, content=content
        )
        if answer.failure not in _NOT_BELIEVED:
            break
    return answer


def note_answer(*, peer_id: PeerId, failure: str, now: dt.datetime) -> None:
    """Keep for the officers how the last call to a node went."""
    peer = PeerNode.objects.filter(pk=peer_id)
    if failure:
        peer.update(last_error=failure)
    else:
        peer.update(last_error="", answered_at=now)
