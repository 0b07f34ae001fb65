"""Reads about which nodes recognise each other's accounts."""

import datetime as dt

from django.db.models import QuerySet

from shiming.trust_sources.models import SourceTerms, TrustSource
from shiming.trust_sources.models.nodes import PeerNode
from shiming.trust_sources.policies.recognition import (
    agreed_origins,
    client_id_of,
    is_recognition,
)
from shiming.trust_sources.ports.nodes import node_policy
from shiming.trust_sources.queries.sources import find_usable_source, list_usable_sources
from shiming.trust_sources.types.nodes import PeerId, PeerState, Recognition
from shiming.trust_sources.types.sources import SourceId, TermsEntry, TermsState


def is_agreed_upon(peer: PeerNode, *, now: dt.datetime) -> bool:
    """Tell whether officers here have agreed to recognise the people of a node, and it holds."""
    return find_agreement(peer, now=now) is not None


def find_agreement(peer: PeerNode, *, now: dt.datetime) -> TermsEntry | None:
    """
    Return what officers here have agreed upon with a node and holds, or None.

    It holds for the identity provider that was agreed upon: a node that moves is agreed upon anew.
    """
    source = find_usable_source(peer.code, now=now)
    return source.entry if source is not None and _is_about(source.entry, peer) else None


def unagreed_origins(peer: PeerNode, *, now: dt.datetime) -> tuple[str, ...]:
    """Return the addresses that a node names and that wait for two officers; none without terms."""
    terms = find_agreement(peer, now=now)
    if terms is None:
        return ()
    agreed = agreed_origins(peer.origins, terms=terms)
    return tuple(one for one in peer.origins if one not in agreed)


def list_mutual(*, now: dt.datetime) -> list[str]:
    """Return the names of the nodes whose people and ours may sign in at either."""
    entries = {source.code: source.entry for source in list_usable_sources(now=now)}
    peers = PeerNode.objects.filter(recognises_us=True, code__in=entries).order_by("code")
    return [peer.name for peer in peers if _is_about(entries[peer.code], peer)]


def recognition_of(peer: PeerNode, *, now: dt.datetime) -> Recognition:
    """Return how far the agreement with a node has come."""
    if is_agreed_upon(peer, now=now):
        return Recognition.MUTUAL if peer.recognises_us else Recognition.OURS
    waiting = _terms_of(peer.code).filter(state=TermsState.PROPOSED)
    return Recognition.PROPOSED if waiting.exists() else Recognition.NONE


def find_source_of_peer(code: str) -> SourceId | None:
    """Return the source that a node is here, or None if it never was proposed."""
    found = _terms_of(code).values_list("source_id", flat=True).first()
    return None if found is None else SourceId(found)


def recognises_us(code: str) -> bool:
    """Tell whether a node that is talked to says that its people may come here."""
    heard = PeerNode.objects.filter(code=code, state=PeerState.ACTIVE, recognises_us=True)
    return heard.exists()


def list_recognised() -> list[PeerId]:
    """Return the nodes with which recognition was ever proposed here."""
    codes = TrustSource.objects.order_by("code").values_list("code", flat=True)
    peers = PeerNode.objects.filter(code__in=codes).order_by("code")
    return [PeerId(pk) for pk in peers.values_list("pk", flat=True)]


def find_peer_of_source(source_id: SourceId) -> PeerId | None:
    """Return the node that a source is, or None."""
    codes = TrustSource.objects.filter(pk=source_id).values("code")
    found = PeerNode.objects.filter(code__in=codes).values_list("pk", flat=True).first()
    return None if found is None else PeerId(found)


def _is_about(entry: TermsEntry, peer: PeerNode) -> bool:
    return (
        peer.state == PeerState.ACTIVE
        and is_recognition(entry, own=node_policy())
        and entry.connection.address == peer.issuer
    )


def _terms_of(code: str) -> QuerySet[SourceTerms]:
    return SourceTerms.objects.filter(
        source__code=code, values__client_id=client_id_of(node_policy().code)
    ).order_by("number", "pk")
