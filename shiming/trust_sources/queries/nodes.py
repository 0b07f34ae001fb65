"""Reads about nodes, the users that they share, what waits and what is doubtful."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from django.db.models import Count, Exists, Min, OuterRef, Q, Sum

from shiming.accounts import queries as accounts
from shiming.accounts.types import AccountFacts, AccountId, AccountKind, Contact
from shiming.kernel.actor import Actor
from shiming.kernel.emails import EmailAddress
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.documents import (
    DocumentNumber,
    DocumentType,
    parse_document_number,
)
from shiming.kernel.identifiers.identifier import Identifier
from shiming.kernel.identifiers.legal_person_codes import CreditCode
from shiming.kernel.levels import Level
from shiming.kernel.names import PersonName
from shiming.kernel.phones import Mobile
from shiming.legal_persons import queries as legal_persons
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.models.nodes import (
    IncomingEvent,
    NodeUser,
    OutgoingEvent,
    PeerNode,
    PeerUser,
    RefusedCalls,
    StockExport,
    StockFile,
    UserConflict,
)
from shiming.trust_sources.policies.nodes import (
    may_be_two,
    refusal_to_manage,
    refusal_to_settle,
)
from shiming.trust_sources.policies.users import LEGAL, SharedUser
from shiming.trust_sources.queries.node_keys import former_until_of, waiting_change
from shiming.trust_sources.queries.recognition import recognition_of, unagreed_origins
from shiming.trust_sources.types.nodes import (
    ConflictFacts,
    ConflictId,
    ConflictKind,
    ConflictState,
    Decision,
    EventId,
    EventResult,
    NodeEventKind,
    NodeRole,
    PeerFacts,
    PeerId,
    PeerState,
    ProvenPeer,
    SideFacts,
    StockFacts,
    StockFault,
    StockId,
    StockState,
    WaitingEventFacts,
)

_BODIES = frozenset({AccountKind.UNIT, AccountKind.AGENCY})
_NOWHERE = SideFacts(name="", number="", mobile="", email="")
PAGE = 50


def get_peer(*, peer_id: PeerId, viewer: Actor, now: dt.datetime) -> PeerFacts:
    """
    Return a node with how the line to it stands.

    :raises errors.MayNotManageNodes: if the viewer may not see it
    :raises errors.PeerNotFound: if there is none
    """
    found = [peer for peer in list_peers(viewer=viewer, now=now) if peer.id == peer_id]
    if not found:
        raise errors.PeerNotFound
    return found[0]


def list_peers(*, viewer: Actor, now: dt.datetime) -> list[PeerFacts]:
    """
    Return the nodes in the order of their codes, each with how much waits for it.

    :raises errors.MayNotManageNodes: if the viewer may not see them
    """
    if refusal := refusal_to_manage(officer=viewer):
        raise refusal
    waiting = {
        row["peer_id"]: (row["count"], row["oldest"])
        for row in OutgoingEvent.objects.filter(delivered_at__isnull=True)
        .order_by()
        .values("peer_id")
        .annotate(count=Count("pk"), oldest=Min("happened_at"))
    }
    lately = RefusedCalls.objects.filter(hour__gte=now - dt.timedelta(days=1))
    refused = dict(lately.order_by().values_list("peer_id").annotate(Sum("count")))
    return [
        PeerFacts(
            id=PeerId(peer.pk),
            code=peer.code,
            name=peer.name,
            role=NodeRole(peer.role),
            region=peer.region,
            address=peer.address,
            state=PeerState(peer.state),
            highest_level=Level(peer.highest_level),
            waiting=waiting.get(peer.pk, (0, None))[0],
            oldest_at=waiting.get(peer.pk, (0, None))[1],
            last_error=peer.last_error,
            answered_at=peer.answered_at,
            recognition=recognition_of(peer, now=now),
            refused_calls=refused.get(peer.pk, 0),
            unagreed_origins=unagreed_origins(peer, now=now),
            former_until=former_until_of(peer, now=now),
            has_key_waiting=waiting_change(PeerId(peer.pk)) is not None,
        )
        for peer in PeerNode.objects.order_by("code")
    ]


def list_waiting(*, peer_id: PeerId, viewer: Actor) -> list[WaitingEventFacts]:
    """
    Return what a peer has not taken yet, the oldest first, at most a page.

    :raises errors.MayNotManageNodes: if the viewer may not see it
    """
    if refusal := refusal_to_manage(officer=viewer):
        raise refusal
    events = OutgoingEvent.objects.filter(peer_id=peer_id, delivered_at__isnull=True)
    return [
        WaitingEventFacts(
            id=EventId(event.pk),
            kind=NodeEventKind(event.kind),
            user_id=event.of.user_id,
            sequence=event.sequence,
            happened_at=event.happened_at,
            attempts=event.attempts,
            next_try_at=event.next_try_at,
            last_error=event.last_error,
        )
        for event in events.select_related("of").order_by("happened_at", "pk")[:PAGE]
    ]


def list_shared(peer_id: uuid.UUID) -> list[PeerUser]:
    """Return the rows of the users whom a peer knows here, in the order in which they came."""
    return list(PeerUser.objects.filter(peer_id=peer_id, user__isnull=False).order_by("pk"))


def list_due(*, peer_id: PeerId, now: dt.datetime, most: int) -> list[OutgoingEvent]:
    """
    Return what may be sent now: of each user the first that waits, so that order is kept.

    A user whose event the peer does not take holds up nobody else.
    """
    earlier = OutgoingEvent.objects.filter(
        of=OuterRef("of"), sequence__lt=OuterRef("sequence"), delivered_at__isnull=True
    )
    due = OutgoingEvent.objects.filter(
        ~Exists(earlier), peer_id=peer_id, delivered_at__isnull=True, next_try_at__lte=now
    )
    return list(due.select_related("of").order_by("happened_at", "pk")[:most])


def list_peers_with_due(*, now: dt.datetime) -> list[PeerId]:
    """Return the peers that something may be sent to now."""
    due = OutgoingEvent.objects.filter(
        delivered_at__isnull=True, next_try_at__lte=now, peer__state=PeerState.ACTIVE
    )
    return [
        PeerId(pk) for pk in due.order_by("peer_id").values_list("peer_id", flat=True).distinct()
    ]


def find_incoming(event_id: EventId, *, peer_id: PeerId) -> EventResult | None:
    """Return what was made of an event that came before, or None if it is new."""
    known = IncomingEvent.objects.filter(pk=event_id, of__peer_id=peer_id)
    result = known.values_list("result", flat=True).first()
    return None if result is None else EventResult(result)


def peer_by_code(code: str) -> PeerNode | None:
    """Return the row of the active node of this code, or None."""
    return PeerNode.objects.filter(code=code, state=PeerState.ACTIVE).first()


def proven(peer: PeerNode, *, key: str = "") -> ProvenPeer:
    """Return a node as the one that has proven itself, by the present key or by `key`."""
    role = NodeRole(peer.role)
    return ProvenPeer(id=PeerId(peer.pk), code=peer.code, role=role, key=key or peer.key)


def shared_user_of(user: NodeUser, facts: AccountFacts, *, level: Level) -> SharedUser:
    """Return a user as a peer is told of them."""
    person = None if facts.person_id is None else accounts.get_person(facts.person_id)
    code, body_name = body_of(user, facts)
    return SharedUser(
        id=user.pk,
        number=None if person is None else person.number,
        name=None if person is None else person.name,
        body=CreditCode.parse(code) if code else None,
        body_name=body_name,
        mobile=facts.mobile,
        email=None if facts.email is None else EmailAddress.parse(facts.email),
        level=level,
    )


def body_of(user: NodeUser, facts: AccountFacts) -> tuple[str, str]:
    """Return credit code and name of the body whose account it is; empty for a person's."""
    if facts.kind not in _BODIES:
        return "", ""
    unit = legal_persons.find_unit_of_account(facts.id)
    if unit is not None and unit.credit_code:
        return unit.credit_code, unit.name
    bound = (one.body_code for one in accounts.list_bindings(facts.id))
    return user.body_code or next((each for each in bound if each), ""), user.body_name


def holder_of(contact: Contact) -> AccountFacts | None:
    """Return whose proven contact it is here, or None."""
    if isinstance(contact, Mobile):
        return accounts.find_account_by_mobile(contact)
    return accounts.find_account_by_email(contact)


def list_conflicts(*, viewer: Actor) -> list[ConflictFacts]:
    """
    Return what waits for a decision, the oldest first, at most a page.

    :raises errors.MayNotSettle: if the viewer may not decide
    """
    if refusal := refusal_to_settle(officer=viewer):
        raise refusal
    waiting = UserConflict.objects.exclude(state=ConflictState.SETTLED)
    rows = waiting.select_related("of__peer").order_by("found_at", "pk")[:PAGE]
    return [_conflict_facts(row, viewer=viewer) for row in rows]


def get_conflict(*, conflict_id: ConflictId, viewer: Actor) -> ConflictFacts:
    """
    Return a conflict, both sides masked.

    :raises errors.MayNotSettle: if the viewer may not decide
    :raises errors.ConflictNotFound: if there is none
    """
    return _conflict_facts(conflict_row(conflict_id=conflict_id, viewer=viewer), viewer=viewer)


def conflict_row(*, conflict_id: ConflictId, viewer: Actor) -> UserConflict:
    """
    Return the row of a conflict.

    :raises errors.MayNotSettle: if the viewer may not decide
    :raises errors.ConflictNotFound: if there is none
    """
    if refusal := refusal_to_settle(officer=viewer):
        raise refusal
    row = UserConflict.objects.filter(pk=conflict_id).select_related("of__peer").first()
    if row is None:
        raise errors.ConflictNotFound
    return row


def list_stock(*, viewer: Actor) -> list[StockFacts]:
    """
    Return the files of users that came, the newest first, at most a page.

    :raises errors.MayNotManageNodes: if the viewer may not see them
    """
    if refusal := refusal_to_manage(officer=viewer):
        raise refusal
    rows = StockFile.objects.select_related("peer").order_by("-received_at", "-pk")[:PAGE]
    return [
        StockFacts(
            id=StockId(row.pk),
            source="" if row.peer is None else row.peer.name,
            number=row.number,
            is_last=row.is_last,
            lines=row.lines,
            done=row.done,
            added=row.added,
            merged=row.merged,
            conflicts=row.conflicts,
            refused=row.refused,
            state=StockState(row.state),
            received_at=row.received_at,
            faults=tuple(StockFault(line=each["line"], code=each["code"]) for each in row.faults),
        )
        for row in rows
    ]


def find_open_export(peer_id: PeerId) -> StockExport | None:
    """Return the row of the handing over to a peer that is under way, or None."""
    return StockExport.objects.filter(peer_id=peer_id, finished_at__isnull=True).first()


def list_exports(*, viewer: Actor) -> Sequence[StockExport]:
    """
    Return the handings over of this node's users, the newest first, at most a page.

    :raises errors.MayNotManageNodes: if the viewer may not see them
    """
    if refusal := refusal_to_manage(officer=viewer):
        raise refusal
    return list(StockExport.objects.select_related("peer").order_by("-started_at", "-pk")[:PAGE])


def _conflict_facts(row: UserConflict, *, viewer: Actor) -> ConflictFacts:
    kind = ConflictKind(row.kind)
    return ConflictFacts(
        id=ConflictId(row.pk),
        kind=kind,
        state=ConflictState(row.state),
        source="" if row.of is None else row.of.peer.name,
        found_at=row.found_at,
        ours=_side_of_unit(row.facts)
        if row.account_id is None
        else _side_of(AccountId(row.account_id)),
        theirs=_side_told(row.facts),
        decision=Decision(row.decision) if row.decision else None,
        reason=row.reason,
        may_be_two=may_be_two(kind=kind, event=NodeEventKind(row.facts["event"])),
        is_own_proposal=accounts.is_of_actor(row.proposed_by, actor=viewer),
    )


def _side_of_unit(facts: Mapping[str, object]) -> SideFacts:
    """Return a unit that is on record here without an account, or nothing."""
    unit = legal_persons.find_by_number(str(facts.get("code") or ""))
    return _NOWHERE if unit is None else dataclasses.replace(_NOWHERE, name=unit.name)


def _side_of(account_id: AccountId) -> SideFacts:
    facts = accounts.get_account(account_id)
    person = None if facts.person_id is None else accounts.get_person(facts.person_id)
    user = NodeUser.objects.filter(account_id=account_id).first() or NodeUser()
    return SideFacts(
        name=body_of(user, facts)[1] if person is None else person.name.masked,
        number="" if person is None else person.number.masked,
        mobile="" if facts.mobile is None else facts.mobile.masked,
        email="" if facts.email is None else EmailAddress.parse(facts.email).masked,
    )


def _side_told(facts: Mapping[str, object]) -> SideFacts:
    told = {key: str(value) for key, value in facts.items() if value}
    if "contact" in told:
        told[told["contact"]] = told.get("now", "")
    return SideFacts(
        name=_masked(told, "name"),
        number=_masked(told, "number"),
        mobile=_masked(told, "mobile"),
        email=_masked(told, "email"),
    )


def _masked(told: Mapping[str, str], key: str) -> str:
    text = told.get(key, "")
    if not text or (key == "name" and told.get("kind") == LEGAL):
        return text
    try:
        return _parsed(key, text, document_type=told.get("document_type", "")).masked
    except (DomainError, ValueError):
        return "***"


def _parsed(key: str, text: str, *, document_type: str) -> Identifier | DocumentNumber:
    match key:
        case "name":
            return PersonName.parse(text)
        case "number":
            return parse_document_number(DocumentType(document_type), text)
        case "mobile":
            return Mobile.parse(text)
        case _:
            return EmailAddress.parse(text)


def count_conflicts_unscoped() -> int:
    """Return how many conflicts wait, for the officers' overview, which guards it itself."""
    return UserConflict.objects.filter(~Q(state=ConflictState.SETTLED)).count()


def user_id_of(account_id: AccountId) -> uuid.UUID | None:
    """Return the key by which peers know an account, or None."""
    return NodeUser.objects.filter(account_id=account_id).values_list("pk", flat=True).first()
