"""Use case: a peer tells what happened to users."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.errors import DomainError
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.models.nodes import IncomingEvent, PeerNode, PeerUser
from shiming.trust_sources.operations.nodes.conflicts import has_open_conflict
from shiming.trust_sources.operations.nodes.homes import ask_about_home
from shiming.trust_sources.operations.nodes.incoming import apply_event
from shiming.trust_sources.operations.nodes.users import Source
from shiming.trust_sources.policies import nodes as policies
from shiming.trust_sources.policies.users import id_in, text_in
from shiming.trust_sources.ports.nodes import node_policy
from shiming.trust_sources.queries import nodes as queries
from shiming.trust_sources.types.nodes import (
    EventId,
    EventResult,
    NodeEvent,
    NodeEventKind,
    ProvenPeer,
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    id: EventId
    user: uuid.UUID
    yours: uuid.UUID | None
    sequence: int
    kind: NodeEventKind
    facts: Mapping[str, object]


def receive_events(
    *, peer: ProvenPeer, content: Mapping[str, object], now: dt.datetime
) -> list[dict[str, object]]:
    """
    Follow each event in a transaction of its own, and return what was made of each.

    One that cannot be followed changes nothing and holds up nobody but its own user.

    :raises errors.CallMalformed: if the call is not of the documented form or for another node
    """
    own = node_policy()
    told = content.get("events")
    is_for_us = content.get("from") == peer.code and content.get("to") == own.code
    if not is_for_us or not isinstance(told, list) or len(told) > own.events_at_once:
        raise errors.CallMalformed
    return [_receive(one, peer=peer, now=now) for one in told]


def _receive(one: object, *, peer: ProvenPeer, now: dt.datetime) -> dict[str, object]:
    answer: dict[str, object] = {"id": one.get("id") if isinstance(one, dict) else None}
    event: _Told | None = None
    try:
        event = _read(one)
        with transaction.atomic(durable=True):
            result, user_id = _follow(event, peer=peer, now=now)
    except DomainError as error:
        with transaction.atomic(durable=True):
            is_news = True
            if event is not None and isinstance(error, errors.EventNotHome):
                is_news = ask_about_home(peer=peer, remote_id=event.user, now=now)
            if is_news:
                audit.record(
                    event=NodeEvent.EVENT_REFUSED,
                    actor=policies.actor_of_peer(peer.code),
                    subject=f"node:{peer.id}",
                    at=now,
                    details={"code": error.code},
                )
        return answer | {"result": EventResult.REFUSED.value, "code": error.code}
    return answer | {"result": result.value, "user": None if user_id is None else str(user_id)}


def _read(one: object) -> _Told:
    if not isinstance(one, dict):
        raise errors.EventMalformed
    kind, sequence, facts = one.get("kind"), one.get("sequence"), one.get("facts")
    is_fit = kind in set(NodeEventKind) and isinstance(facts, dict) and isinstance(sequence, int)
    if not is_fit or isinstance(sequence, bool):
        raise errors.EventMalformed
    return _Told(
        id=EventId(id_in(one, "id")),
        user=id_in(one, "user"),
        yours=id_in(one, "yours") if text_in(one, "yours") else None,
        sequence=int(sequence or 0),
        kind=NodeEventKind(str(kind)),
        facts=facts if isinstance(facts, dict) else {},
    )


def _follow(
    event: _Told, *, peer: ProvenPeer, now: dt.datetime
) -> tuple[EventResult, uuid.UUID | None]:
    of = _row_of(event, peer=peer)
    if queries.find_incoming(event.id, peer_id=peer.id) is not None:
        return EventResult.ALREADY, of.user_id
    if refusal := policies.refusal_of_place(sequence=event.sequence, received=of.received):
        raise refusal
    if of.user_id is None and has_open_conflict(of):
        # Officers decide first who this is; what happened since then waits with its sender.
        raise errors.EventWaits
    # Compare-and-set: of two that come at once, the second finds the place taken.
    won = PeerUser.objects.filter(pk=of.pk, received=event.sequence - 1)
    if not won.update(received=event.sequence):
        raise errors.EventPlaceTaken
    source = Source(
        peer=PeerNode.objects.get(pk=peer.id), of=of, actor=policies.actor_of_peer(peer.code)
    )
    result = apply_event(kind=event.kind, facts=event.facts, source=source, now=now)
    IncomingEvent.objects.create(
        id=event.id, of=of, sequence=event.sequence, result=result, received_at=now
    )
    audit.record(
        event=NodeEvent.EVENT_APPLIED,
        actor=source.actor,
        subject=f"peer_user:{of.pk}",
        at=now,
        details={"event_id": str(event.id), "kind": event.kind.value, "result": result.value},
    )
    return result, of.user_id


def _row_of(event: _Told, *, peer: ProvenPeer) -> PeerUser:
    """
    Return the row of the user that an event is about.

    :raises errors.EventNotHome: if the peer does not know the user, or may not tell of them
    """
    own = node_policy()
    shared = PeerUser.objects.filter(peer_id=peer.id).select_related("user")
    of = shared.filter(remote_id=event.user).first()
    if of is None and event.yours is not None:
        # Believed only of users whom we told this very peer of.
        of = shared.filter(user_id=event.yours, is_told=True, remote_id=None).first()
        if of is not None:
            PeerUser.objects.filter(pk=of.pk).update(remote_id=event.user)
    if of is None:
        if event.kind is not NodeEventKind.REGISTERED:
            raise errors.EventNotHome
        return PeerUser.objects.create(peer_id=peer.id, remote_id=event.user)
    if of.user is not None and not policies.may_tell(
        teller=peer.code, role=peer.role, home=of.user.home, own=own
    ):
        raise errors.EventNotHome
    return of
