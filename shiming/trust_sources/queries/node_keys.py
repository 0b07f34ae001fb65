"""Reads about the keys that are shared with nodes."""

import dataclasses
import datetime as dt

from shiming.accounts import queries as accounts
from shiming.kernel.actor import Actor
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.models.nodes import PeerKeyChange, PeerNode
from shiming.trust_sources.policies.nodes import fingerprint_of, good_keys, refusal_to_manage
from shiming.trust_sources.policies.recognition import is_recognition, secret_of
from shiming.trust_sources.ports.nodes import node_policy
from shiming.trust_sources.types.nodes import (
    KeyChangeId,
    KeyChangeState,
    KeyFacts,
    PeerId,
    ProposedKeyFacts,
)
from shiming.trust_sources.types.sources import Connection, TermsEntry


def waiting_change(peer_id: PeerId) -> PeerKeyChange | None:
    """Return the new key that waits for a second officer, or None."""
    waiting = PeerKeyChange.objects.filter(peer_id=peer_id, state=KeyChangeState.PROPOSED)
    return waiting.select_related("peer").first()


def get_key_facts(*, peer_id: PeerId, viewer: Actor, now: dt.datetime) -> KeyFacts:
    """
    Return what officers may know of the key that is shared with a node.

    :raises errors.MayNotManageNodes: if the viewer may not see it
    :raises errors.PeerNotFound: if there is no such node
    """
    if refusal := refusal_to_manage(officer=viewer):
        raise refusal
    peer = PeerNode.objects.filter(pk=peer_id).first()
    if peer is None:
        raise errors.PeerNotFound
    change = waiting_change(peer_id)
    return KeyFacts(
        fingerprint=fingerprint_of(peer.key),
        former_until=former_until_of(peer, now=now),
        proposed=None
        if change is None
        else ProposedKeyFacts(
            id=KeyChangeId(change.pk),
            fingerprint=fingerprint_of(change.key),
            former_until=change.former_until,
            proposed_at=change.proposed_at,
            is_own=accounts.is_of_actor(change.proposed_by, actor=viewer),
        ),
    )


def keys_of(peer: PeerNode, *, now: dt.datetime) -> tuple[str, ...]:
    """Return the keys by which a node proves itself now, the present one first."""
    former, until = peer.former_key or "", peer.former_until
    return good_keys(key=peer.key, former=former, former_until=until, now=now)


def former_until_of(peer: PeerNode, *, now: dt.datetime) -> dt.datetime | None:
    """Return until when the key before is good, or None if it is not."""
    return peer.former_until if len(keys_of(peer, now=now)) > 1 else None


def connection_to(code: str, terms: TermsEntry, *, now: dt.datetime) -> Connection:
    """
    Return how a source is reached now; our secret at a node is that of the key it surely knows.

    While the key before is good, that is this one: the node may not have entered the new one yet,
    and once it shows that it has, the key before is forgotten.
    """
    own = node_policy()
    if not is_recognition(terms, own=own):
        return terms.connection
    peer = PeerNode.objects.filter(code=code).first()
    if peer is None:
        return terms.connection
    secret = secret_of(keys_of(peer, now=now)[-1], client=own.code, provider=peer.code)
    return dataclasses.replace(terms.connection, secret=secret)
