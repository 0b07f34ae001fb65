"""The keys that are shared with nodes: entering another one, agreeing to it, forgetting the old."""

import datetime as dt

from django.db import IntegrityError, transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.messages import operations as messages
from shiming.messages.types import Receiver
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.models.nodes import PeerKeyChange, PeerNode
from shiming.trust_sources.policies.nodes import actor_of_peer, fingerprint_of
from shiming.trust_sources.types.nodes import (
    KeyChangeId,
    KeyChangeState,
    NodeEvent,
    NodePermission,
)

_WAITS = "trust_sources/node_key_waits"


def enter_key(change: PeerKeyChange, *, officer: Actor, now: dt.datetime) -> KeyChangeId:
    """
    Have another key wait for a second officer; it is on the lists of all who may agree.

    :raises errors.PeerKeyWaits: if one waits already
    """
    try:
        with transaction.atomic():
            change.save(force_insert=True)
    except IntegrityError as error:
        raise errors.PeerKeyWaits from error
    messages.open_todo(
        kind=_WAITS,
        subject=f"node:{change.peer_id}",
        link_name="trust_sources:node-key",
        link_args={"peer_id": change.peer_id},
        receiver=Receiver.permission(NodePermission.MANAGE),
        context={"name": change.peer.name},
        now=now,
    )
    _record(NodeEvent.PEER_KEY_PROPOSED, change, actor=officer, now=now)
    return KeyChangeId(change.pk)


def settle_key(change: PeerKeyChange, *, is_agreed: bool, officer: Actor, now: dt.datetime) -> None:
    """
    Use the new key from now on, the old one beside it for a while; or forget the new one.

    :raises errors.PeerKeyDecided: if somebody was faster
    """
    after = KeyChangeState.AGREED if is_agreed else KeyChangeState.REFUSED
    won = PeerKeyChange.objects.filter(pk=change.pk, state=KeyChangeState.PROPOSED).update(
        state=after, key="", decided_by=officer.account_id, decided_at=now
    )
    if not won:
        raise errors.PeerKeyDecided
    if is_agreed:
        until = change.former_until
        stays = until is not None and now < until
        PeerNode.objects.filter(pk=change.peer_id).update(
            key=change.key,
            former_key=change.peer.key if stays else None,
            former_until=until if stays else None,
        )
    messages.close_todo(kind=_WAITS, subject=f"node:{change.peer_id}", now=now)
    event = NodeEvent.PEER_KEY_CHANGED if is_agreed else NodeEvent.PEER_KEY_REFUSED
    _record(event, change, actor=officer, now=now)


def note_key_shown(peer: PeerNode, *, now: dt.datetime) -> None:
    """Forget the key before once the node has called with the new one: nobody needs it any more."""
    waiting = PeerNode.objects.filter(pk=peer.pk, former_until__isnull=False)
    if waiting.update(former_key=None, former_until=None):
        audit.record(
            event=NodeEvent.PEER_KEY_SHOWN,
            actor=actor_of_peer(peer.code),
            subject=f"node:{peer.pk}",
            at=now,
            details={"fingerprint": fingerprint_of(peer.key)},
        )


def _record(event: NodeEvent, change: PeerKeyChange, *, actor: Actor, now: dt.datetime) -> None:
    until = change.former_until
    audit.record(
        event=event,
        actor=actor,
        subject=f"node:{change.peer_id}",
        at=now,
        details={
            "fingerprint": fingerprint_of(change.key),
            "former_until": None if until is None else until.isoformat(),
        },
    )
