"""Two nodes that come to recognise each other, as tests play them."""

import datetime as dt

from shiming.accounts.types import SourceUse
from shiming.kernel.actor import ActingIdentity, Actor, system_actor
from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level
from shiming.trust_sources.actions.nodes.keep_recognition import keep_recognition
from shiming.trust_sources.actions.nodes.meet_peer import meet_peer
from shiming.trust_sources.actions.sources.decide_terms import decide_terms
from shiming.trust_sources.actions.sources.propose_terms import propose_terms
from shiming.trust_sources.models.nodes import PeerNode
from shiming.trust_sources.operations import RegisteredSources
from shiming.trust_sources.queries import nodes as queries
from shiming.trust_sources.types import SourcePermission, TermsId
from shiming.trust_sources.types.nodes import (
    NodeAnswer,
    NodePermission,
    NodePolicy,
    NodeRole,
    PeerId,
    Recognition,
)
from shiming.trust_sources.types.recognition import NodeClient
from tests.trust_sources.nodes.node_kit import NOW, FakeLine, officer

ISSUER = "https://gz.example"
OWN = NodePolicy(
    role=NodeRole.PROVINCE,
    code="gd",
    issuer="https://gd.example",
    origins=("https://gd.example", "https://portal.gd.example"),
)
WORKER = system_actor(device="tests")


class KeptClients:
    """Remembers how the clients of nodes stand."""

    def __init__(self) -> None:
        self.kept: dict[str, NodeClient] = {}

    def keep(self, client: NodeClient, *, actor: Actor, now: dt.datetime) -> None:
        del actor, now  # Somebody else's test asks for the audit records.
        self.kept[client.client_id] = client


def introduction(*, agreed: bool = False, **changed: object) -> dict[str, object]:
    return {
        "from": "gz",
        "to": "gd",
        "issuer": ISSUER,
        "origins": [ISSUER, "https://www.gz.example"],
        "agreed": agreed,
    } | changed


def manager() -> Actor:
    """Return another officer at each call, who may do all that this takes."""
    granted = frozenset({*map(str, NodePermission), *map(str, SourcePermission)})
    return Actor(account_id=new_id(), identity=ActingIdentity(permissions=granted))


def propose(
    line: FakeLine, peer: PeerNode, *, by: Actor | None = None, said: NodeAnswer | None = None
) -> TermsId:
    """Take the first of the two steps, as the page does."""
    line.answer = said or NodeAnswer(status=200, content=introduction())
    proposer = by or manager()
    met = meet_peer(
        peer_id=PeerId(peer.pk), level=Level.INTERMEDIATE, until=None, officer=proposer, now=NOW
    )
    return propose_terms(
        entry=met.terms,
        code="" if met.source_id else met.code,
        source_id=met.source_id,
        officer=proposer,
        now=NOW,
    )


def agree(line: FakeLine, peer: PeerNode, *, they_agree: bool = True) -> None:
    """Have two officers agree, and the worker tell the node, whose officers agree or do not."""
    terms_id = propose(line, peer)
    decide_terms(terms_id=terms_id, is_approved=True, reason="", officer=manager(), now=NOW)
    line.answer = NodeAnswer(status=200, content=introduction(agreed=they_agree))
    keep_recognition(peer_id=PeerId(peer.pk), actor=WORKER, now=NOW)


def offered() -> list[str]:
    found = RegisteredSources().list_offered(portal="main", use=SourceUse.SIGN_IN, now=NOW)
    return [one.code for one in found]


def stands(peer: PeerNode) -> Recognition:
    return queries.get_peer(peer_id=PeerId(peer.pk), viewer=officer(), now=NOW).recognition


def waiting_at(peer: PeerNode) -> tuple[str, ...]:
    facts = queries.get_peer(peer_id=PeerId(peer.pk), viewer=officer(), now=NOW)
    return facts.unagreed_origins
