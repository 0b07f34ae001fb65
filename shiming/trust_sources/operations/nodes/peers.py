"""Writing nodes down, and how the line to them stands."""

import datetime as dt

from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.models.nodes import PeerNode, PeerNonce
from shiming.trust_sources.types.nodes import PeerId, PeerState


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


def note_answer(*, peer_id: PeerId, failure: str, now: dt.datetime) -> None:
    """Keep for the officers how the last call to a node went."""
    peer = PeerNode.objects.filter(pk=peer_id)
    if failure:
        peer.update(last_error=failure)
    else:
        peer.update(last_error="", answered_at=now)
