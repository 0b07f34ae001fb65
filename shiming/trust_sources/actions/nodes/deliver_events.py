"""Use case: a peer is told what waits for it."""

import datetime as dt
import re
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import F

from shiming.trust_sources.errors.nodes import UserMalformed
from shiming.trust_sources.models.nodes import OutgoingEvent, PeerNode, PeerUser
from shiming.trust_sources.operations.nodes.peers import call_peer, note_answer
from shiming.trust_sources.policies.nodes import delay_after
from shiming.trust_sources.policies.users import id_in
from shiming.trust_sources.ports.nodes import node_policy
from shiming.trust_sources.queries import nodes as queries
from shiming.trust_sources.types.nodes import (
    EventResult,
    EventState,
    NodeAnswer,
    NodeEventKind,
    PeerId,
    PeerState,
)

EVENTS_PATH = "/nodes/v1/events"
_OK = 200
_CODE = re.compile(r"[a-z0-9_.]{1,64}")


def deliver_events(*, peer_id: PeerId, now: dt.datetime) -> int:
    """
    Send what is due, batch after batch, and return how much the peer has taken.

    Of each user the oldest goes first and alone; what fails waits longer each time. The peer is
    called outside of any transaction; an answer that is lost only means that the same comes again.
    """
    own, delivered = node_policy(), 0
    while True:
        peer = PeerNode.objects.filter(pk=peer_id, state=PeerState.ACTIVE).first()
        batch = queries.list_due(peer_id=peer_id, now=now, most=own.events_at_once)
        if peer is None or not batch:
            return delivered
        told = {
            "from": own.code,
            "to": peer.code,
            "events": [_described(event) for event in batch],
        }
        answer = call_peer(peer, path=EVENTS_PATH, content=told, now=now)
        taken = _record(batch, answer, peer_id=peer_id, now=now)
        delivered += taken
        if not taken:
            return delivered


def _described(event: OutgoingEvent) -> dict[str, object]:
    is_dead = event.state == EventState.DEAD
    remote_id = event.of.remote_id
    return {
        "id": str(event.pk),
        "user": str(event.of.user_id),
        "yours": None if remote_id is None else str(remote_id),
        "sequence": event.sequence,
        "kind": NodeEventKind.SKIPPED.value if is_dead else event.kind,
        "at": event.happened_at.isoformat(),
        "facts": {} if is_dead else event.facts,
    }


def _record(
    batch: list[OutgoingEvent], answer: NodeAnswer, *, peer_id: PeerId, now: dt.datetime
) -> int:
    told = answer.content.get("results")
    failure = answer.failure
    if not failure and (answer.status != _OK or not isinstance(told, list)):
        failure = _code_in(answer.content) or f"status_{answer.status}"
    results = {
        str(one.get("id")): one
        for one in (told if isinstance(told, list) else [])
        if isinstance(one, dict)
    }
    taken = 0
    with transaction.atomic(durable=True):
        note_answer(peer_id=peer_id, failure=failure, now=now)
        for event in batch:
            result = results.get(str(event.pk), {}) if not failure else {}
            if result.get("result") in set(EventResult) - {EventResult.REFUSED}:
                taken += _take(event, result, now=now)
            else:
                _postpone(event, failure or _code_in(result) or "unanswered", now=now)
    return taken


def _take(event: OutgoingEvent, result: dict[str, object], *, now: dt.datetime) -> int:
    waiting = OutgoingEvent.objects.filter(pk=event.pk, delivered_at__isnull=True)
    won = waiting.update(
        delivered_at=now, state=EventState.DELIVERED, last_error="", attempts=F("attempts") + 1
    )
    try:
        remote_id = id_in(result, "user")
        # Two of our users may be one over there: then the peer names its own key when it tells.
        with transaction.atomic():
            PeerUser.objects.filter(pk=event.of_id, remote_id=None).update(remote_id=remote_id)
    except (UserMalformed, IntegrityError):
        return won
    return won


def _postpone(event: OutgoingEvent, code: str, *, now: dt.datetime) -> None:
    OutgoingEvent.objects.filter(pk=event.pk, delivered_at__isnull=True).update(
        attempts=F("attempts") + 1,
        last_error=code,
        next_try_at=now + delay_after(event.attempts, own=node_policy()),
    )


def _code_in(content: Mapping[str, object]) -> str:
    """Return the code of a refusal; officers read it, so whatever is none is left out."""
    code = str(content.get("code") or "")
    return code if _CODE.fullmatch(code) else ""
