"""What two nodes tell each other before their people may come and go."""

import datetime as dt

from shiming.jobs import operations as jobs
from shiming.trust_sources.errors.nodes import CallMalformed
from shiming.trust_sources.models.nodes import PeerNode
from shiming.trust_sources.operations.nodes.peers import call_peer, note_answer
from shiming.trust_sources.policies.recognition import (
    agreed_origins,
    client_id_of,
    read_introduction,
    return_addresses,
    secret_of,
    write_introduction,
)
from shiming.trust_sources.ports.nodes import node_policy
from shiming.trust_sources.queries.node_keys import former_until_of
from shiming.trust_sources.queries.recognition import find_peer_of_source
from shiming.trust_sources.types.nodes import NodeAnswer, PeerId
from shiming.trust_sources.types.recognition import NodeClient
from shiming.trust_sources.types.sources import SourceId, TermsEntry

KEEP_RECOGNITION = "trust_sources.keep_recognition"
"""The job that makes an agreement with one node true here and tells the node; its subject is it."""
RECOGNITION_PATH = "/nodes/v1/recognition"
_OK = 200


def introduce(peer: PeerNode, *, is_agreed: bool, now: dt.datetime) -> NodeAnswer:
    """Tell a node who we are and whether we recognise its people; call it outside transactions."""
    said = write_introduction(node_policy(), peer=peer.code, is_agreed=is_agreed)
    return call_peer(peer, path=RECOGNITION_PATH, content=said, now=now)


def hear(answer: NodeAnswer, *, peer_id: PeerId, now: dt.datetime) -> bool:
    """Keep what a node answered to our introduction; tell whether it introduced itself."""
    failure = answer.failure
    if not failure and answer.status != _OK:
        failure = f"status_{answer.status}"
    if not failure:
        try:
            issuer, origins, agreed = read_introduction(answer.content)
        except CallMalformed:
            failure = "garbage"
        else:
            note_introduction(peer_id=peer_id, issuer=issuer, origins=origins, recognises_us=agreed)
    note_answer(peer_id=peer_id, failure=failure, now=now)
    return not failure


def note_introduction(
    *, peer_id: PeerId, issuer: str, origins: tuple[str, ...], recognises_us: bool
) -> bool:
    """Keep what a node has said of itself, and tell whether any of it is news."""
    peer = PeerNode.objects.filter(pk=peer_id)
    said = {"issuer": issuer, "origins": list(origins), "recognises_us": recognises_us}
    is_news = dict(peer.values(*said).get()) != said
    if is_news:
        peer.update(**said)
    return is_news


def client_of(peer: PeerNode, *, terms: TermsEntry | None, now: dt.datetime) -> NodeClient:
    """
    Return a node as a client of ours, under what officers here agreed upon with it, if that holds.

    One that has left every address that was agreed upon is closed: nobody could be sent back.
    """
    own = node_policy()
    origins = () if terms is None else agreed_origins(peer.origins, terms=terms)
    former_until = former_until_of(peer, now=now)
    return NodeClient(
        client_id=client_id_of(peer.code),
        name=peer.name,
        redirect_uris=return_addresses(origins, source=own.code),
        secret=secret_of(peer.key, client=peer.code, provider=own.code),
        former_secret=""
        if former_until is None
        else secret_of(peer.former_key or "", client=peer.code, provider=own.code),
        former_until=former_until,
        is_open=bool(origins),
    )


def start_keeping(*, peer_id: PeerId, now: dt.datetime) -> None:
    """Have an agreement that has changed made true soon."""
    jobs.start(kind=KEEP_RECOGNITION, subject=str(peer_id), now=now, max_attempts=1)


def start_keeping_source(*, source_id: SourceId, now: dt.datetime) -> None:
    """Do so for a source, if it is a node."""
    peer_id = find_peer_of_source(source_id)
    if peer_id is not None:
        start_keeping(peer_id=peer_id, now=now)
