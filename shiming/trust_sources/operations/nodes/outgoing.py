"""What other nodes are to be told: written down in the transaction that makes it so."""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db.models import F

from shiming.accounts import queries as accounts
from shiming.accounts.types import (
    AccountChange,
    AccountChangeKind,
    AccountFacts,
    AccountId,
    AccountKind,
    Contact,
    ContactKind,
)
from shiming.jobs import operations as jobs
from shiming.kernel.actor import Actor
from shiming.kernel.levels import Level
from shiming.proofing import queries as proofing
from shiming.trust_sources.models.nodes import NodeUser, OutgoingEvent, PeerNode, PeerUser
from shiming.trust_sources.policies.nodes import origin_of
from shiming.trust_sources.policies.users import write_document, write_user
from shiming.trust_sources.ports.nodes import node_policy
from shiming.trust_sources.queries.nodes import body_of, shared_user_of
from shiming.trust_sources.types.nodes import NodeEventKind, NodePolicy, NodeRole, PeerId

DELIVER = "trust_sources.deliver_events"
"""The job that tells one peer what waits for it; its subject is the peer."""

SHARED_KINDS = frozenset({AccountKind.NATURAL_PERSON, AccountKind.UNIT, AccountKind.AGENCY})
"""Staff belongs to its own node and is told of to nobody (S33-25); machines are nobody."""

_ENDS = frozenset({AccountChangeKind.MERGED, AccountChangeKind.CLOSED})


class NodeBooks:
    """The adapter of `accounts.ports.account_changes`: keeps the books of other nodes in step."""

    def account_changed(self, change: AccountChange, *, actor: Actor, now: dt.datetime) -> None:
        """Put an event into the row of the node that has to know."""
        own = node_policy()
        facts = accounts.get_account(change.account_id)
        if own.role is NodeRole.ALONE or facts.kind not in SHARED_KINDS:
            return
        origin = origin_of(actor)
        user = _user_of(change, facts=facts, own=own, origin=origin)
        peer = None if user is None else _peer_to_tell(user, own=own)
        if user is None or peer is None or peer.code == origin:
            return
        of = share(user=user, peer=peer)
        if of.is_told:
            _tell_change(of, change, facts=facts, now=now)
        elif _begins_telling(change, own=own) and may_be_told(user, facts):
            level = level_of(facts, now=now)
            NodeUser.objects.filter(pk=user.pk).update(told_level=level)
            PeerUser.objects.filter(pk=of.pk).update(is_told=True)
            described = write_user(shared_user_of(user, facts, level=level))
            put_in_row(of=of, kind=NodeEventKind.REGISTERED, facts=described, now=now)


def may_be_told(user: NodeUser, facts: AccountFacts) -> bool:
    """Tell whether a user can be described: a body without its code would be anybody."""
    return facts.kind is AccountKind.NATURAL_PERSON or bool(body_of(user, facts)[0])


def share(*, user: NodeUser, peer: PeerNode) -> PeerUser:
    """Return the row under which a user is shared with a peer, new or known."""
    known = PeerUser.objects.filter(user=user, peer=peer).order_by("pk").first()
    return known or PeerUser.objects.create(user=user, peer=peer)


def put_in_row(
    *, of: PeerUser, kind: NodeEventKind, facts: Mapping[str, object], now: dt.datetime
) -> None:
    """Put an event at the end of the row of its user, and have it sent soon."""
    # The row is held until the commit: two changes of one user get two places, in one order.
    PeerUser.objects.filter(pk=of.pk).update(sent=F("sent") + 1)
    place = PeerUser.objects.values_list("sent", flat=True).get(pk=of.pk)
    OutgoingEvent.objects.create(
        peer_id=of.peer_id,
        of=of,
        sequence=place,
        kind=kind,
        facts=dict(facts),
        happened_at=now,
        next_try_at=now,
    )
    start_delivery(peer_id=PeerId(of.peer_id), now=now)


def start_delivery(*, peer_id: PeerId, now: dt.datetime) -> None:
    """Have what waits for a peer sent soon."""
    jobs.start(kind=DELIVER, subject=str(peer_id), now=now, max_attempts=1)


def tell_contact(
    *,
    of: PeerUser,
    kind: ContactKind,
    was: Contact | None,
    now_is: Contact | None,
    now: dt.datetime,
) -> None:
    """Tell a peer that a contact changed, and from what: it compares before it follows."""
    facts = {"contact": kind.value, "was": _value(was), "now": _value(now_is)}
    put_in_row(of=of, kind=NodeEventKind.CONTACT_CHANGED, facts=facts, now=now)


def level_of(facts: AccountFacts, *, now: dt.datetime) -> Level:
    """Return the level that peers are told, for their information."""
    if facts.person_id is None:
        return Level.REGISTERED
    level, _until = proofing.level_of_account(facts.id, now)
    return min(max(level, Level.REGISTERED), Level.INTERMEDIATE)


def _begins_telling(change: AccountChange, *, own: NodePolicy) -> bool:
    """
    Tell whether a change is the first that a peer is told of a user.

    The province tells a city only of those who register for it: whoever came from there by
    recognition is known there.
    """
    if own.role is NodeRole.PROVINCE:
        return change.kind is AccountChangeKind.REGISTERED
    return change.kind not in _ENDS


def _opened_from(facts: AccountFacts) -> str:
    """Return the node whose word opened an account, or an empty text: its people stay its own."""
    for binding in accounts.list_bindings(facts.id):
        is_first = binding.bound_at == facts.created_at
        if is_first and PeerNode.objects.filter(code=binding.provider).exists():
            return binding.provider
    return ""


def _user_of(
    change: AccountChange, *, facts: AccountFacts, own: NodePolicy, origin: str
) -> NodeUser | None:
    user = NodeUser.objects.filter(account_id=change.account_id).first()
    # Whoever takes in a peer's user enters them into the books itself.
    if user is not None or origin:
        return user
    if elsewhere := _opened_from(facts):
        return NodeUser.objects.create(account_id=change.account_id, home=elsewhere)
    if own.role is NodeRole.CITY:
        return NodeUser.objects.create(account_id=change.account_id, home=own.code)
    homes = PeerNode.objects.filter(portal_code=change.portal_code).exclude(portal_code="")
    home = homes.order_by("code").values_list("code", flat=True).first()
    if change.kind is not AccountChangeKind.REGISTERED or home is None:
        return None
    return NodeUser.objects.create(account_id=change.account_id, home=home)


def _peer_to_tell(user: NodeUser, *, own: NodePolicy) -> PeerNode | None:
    if own.role is NodeRole.PROVINCE:
        return PeerNode.objects.filter(code=user.home).first()
    if user.home != own.code:
        return None
    return PeerNode.objects.filter(role=NodeRole.PROVINCE).order_by("code").first()


def _tell_change(
    of: PeerUser, change: AccountChange, *, facts: AccountFacts, now: dt.datetime
) -> None:
    match change.kind:
        case AccountChangeKind.IDENTIFIED if facts.person_id is not None:
            person = accounts.get_person(facts.person_id)
            document = write_document(person.number, person.name)
            put_in_row(of=of, kind=NodeEventKind.IDENTIFIED, facts=document, now=now)
        case AccountChangeKind.CONTACT_CHANGED if change.contact_kind is not None:
            tell_contact(
                of=of, kind=change.contact_kind, was=change.was, now_is=change.now, now=now
            )
        case AccountChangeKind.LEVEL_CHANGED:
            level = level_of(facts, now=now)
            # Only a change is news; two who find the same one at once tell it once.
            users = NodeUser.objects.filter(account_id=change.account_id)
            if users.exclude(told_level=level).update(told_level=level):
                stated = {"level": level.slug}
                put_in_row(of=of, kind=NodeEventKind.LEVEL_CHANGED, facts=stated, now=now)
        case AccountChangeKind.MERGED if change.main_id is not None:
            into = _user_id_of(change.main_id)
            if into is not None:
                merged = {"into": str(into)}
                put_in_row(of=of, kind=NodeEventKind.MERGED, facts=merged, now=now)
        case AccountChangeKind.CLOSED:
            put_in_row(of=of, kind=NodeEventKind.CLOSED, facts={}, now=now)
        case _:
            return


def _user_id_of(account_id: AccountId) -> uuid.UUID | None:
    users = NodeUser.objects.filter(account_id=account_id)
    return users.values_list("pk", flat=True).first()


def _value(contact: Contact | None) -> str | None:
    return None if contact is None else contact.value
