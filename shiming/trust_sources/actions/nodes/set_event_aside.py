"""Use case: an officer sets an event aside that a node will never take."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.models.nodes import OutgoingEvent
from shiming.trust_sources.operations.nodes.outgoing import start_delivery
from shiming.trust_sources.queries import nodes as queries
from shiming.trust_sources.types.nodes import EventId, EventState, NodeEvent, PeerId


def set_event_aside(
    *, peer_id: PeerId, event_id: EventId, officer: Actor, now: dt.datetime
) -> None:
    """
    Tell the node that there is nothing at this place, so that what follows about the user comes in.

    The event itself is kept. Nothing but an officer ever sets one aside.

    :raises errors.MayNotManageNodes: if the officer may not
    :raises errors.PeerNotFound: if there is no such node
    :raises errors.EventNotFound: if there is no such event that waits
    """
    with transaction.atomic(durable=True):
        queries.get_peer(peer_id=peer_id, viewer=officer, now=now)
        waiting = OutgoingEvent.objects.filter(
            pk=event_id, peer_id=peer_id, state=EventState.WAITING
        )
        if not waiting.update(state=EventState.DEAD, next_try_at=now):
            raise errors.EventNotFound
        audit.record(
            event=NodeEvent.EVENT_SET_ASIDE,
            actor=officer,
            subject=f"event:{event_id}",
            at=now,
        )
        start_delivery(peer_id=peer_id, now=now)
