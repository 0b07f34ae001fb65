"""To which addresses of a node its people are sent back."""

import dataclasses

import pytest

from shiming.kernel.levels import Level
from shiming.trust_sources.actions.nodes.keep_recognition import keep_recognition
from shiming.trust_sources.actions.nodes.receive_introduction import receive_introduction
from shiming.trust_sources.actions.sources.decide_terms import decide_terms
from shiming.trust_sources.actions.sources.propose_terms import propose_terms
from shiming.trust_sources.models import SourceTerms
from shiming.trust_sources.models.nodes import PeerNode
from shiming.trust_sources.policies.terms import entry_of
from shiming.trust_sources.queries import nodes as queries
from shiming.trust_sources.types import SourceId
from shiming.trust_sources.types.nodes import NodeAnswer, PeerId
from tests.trust_sources.nodes.node_kit import NOW, FakeLine, make_peer
from tests.trust_sources.nodes.recognition.recognition_kit import (
    ISSUER,
    WORKER,
    KeptClients,
    agree,
    introduction,
    manager,
    propose,
    waiting_at,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("source_clients")]


class TestMoving:
    def hear(self, peer: PeerNode, *origins: str) -> None:
        said = introduction(agreed=True, origins=list(origins))
        receive_introduction(peer=queries.proven(peer), content=said, now=NOW)

    def test_people_are_sent_nowhere_that_two_officers_have_not_agreed_upon(
        self, line: FakeLine, kept: KeptClients
    ) -> None:
        peer = make_peer()
        agree(line, peer)
        self.hear(peer, "https://thief.example", ISSUER, f"{ISSUER}.thief.example")

        line.answer = NodeAnswer(failure="timeout")
        keep_recognition(peer_id=PeerId(peer.pk), actor=WORKER, now=NOW)

        client = kept.kept["node-gz"]
        assert (client.is_open, client.redirect_uris) == (
            True,
            (f"{ISSUER}/sign-in/source/gd/back/",),
        )
        assert waiting_at(peer) == ("https://thief.example", f"{ISSUER}.thief.example")

    def test_a_new_address_at_the_agreed_host_and_one_that_went_need_nobody(
        self, line: FakeLine, kept: KeptClients
    ) -> None:
        peer = make_peer()
        agree(line, peer)
        self.hear(peer, f"{ISSUER}:8443")

        line.answer = NodeAnswer(failure="timeout")
        keep_recognition(peer_id=PeerId(peer.pk), actor=WORKER, now=NOW)

        assert kept.kept["node-gz"].redirect_uris == (f"{ISSUER}:8443/sign-in/source/gd/back/",)
        assert waiting_at(peer) == ()

    def test_where_one_officer_has_a_node_called_people_are_not_sent(
        self, line: FakeLine, kept: KeptClients
    ) -> None:
        peer, called = make_peer(), "https://thief.example"
        PeerNode.objects.update(address=called)
        agree(line, peer)
        self.hear(peer, ISSUER, called)

        line.answer = NodeAnswer(failure="timeout")
        keep_recognition(peer_id=PeerId(peer.pk), actor=WORKER, now=NOW)

        assert kept.kept["node-gz"].redirect_uris == (f"{ISSUER}/sign-in/source/gd/back/",)
        assert waiting_at(peer) == (called,)

    def test_terms_from_before_addresses_were_listed_have_the_issuer_alone(
        self, line: FakeLine, kept: KeptClients
    ) -> None:
        peer = make_peer()
        agree(line, peer)
        row = SourceTerms.objects.get()
        SourceTerms.objects.update(
            values={key: value for key, value in row.values.items() if key != "origins"}
        )

        keep_recognition(peer_id=PeerId(peer.pk), actor=WORKER, now=NOW)

        assert kept.kept["node-gz"].redirect_uris == (f"{ISSUER}/sign-in/source/gd/back/",)
        # The page says so, and what officers must do about it.
        assert waiting_at(peer) == ("https://www.gz.example",)

    def test_two_officers_agree_upon_the_new_ones(self, line: FakeLine, kept: KeptClients) -> None:
        peer, moved = make_peer(), "https://new.example"
        agree(line, peer)
        both = NodeAnswer(status=200, content=introduction(agreed=True, origins=[ISSUER, moved]))

        terms_id = propose(line, peer, said=both)
        line.answer = both
        keep_recognition(peer_id=PeerId(peer.pk), actor=WORKER, now=NOW)
        before = kept.kept["node-gz"].redirect_uris
        decide_terms(terms_id=terms_id, is_approved=True, reason="", officer=manager(), now=NOW)
        keep_recognition(peer_id=PeerId(peer.pk), actor=WORKER, now=NOW)

        assert not any(one.startswith(moved) for one in before)
        assert kept.kept["node-gz"].redirect_uris[1] == f"{moved}/sign-in/source/gd/back/"
        assert waiting_at(peer) == ()

    def test_what_was_agreed_upon_outlives_other_terms_that_say_nothing_of_it(
        self, line: FakeLine, kept: KeptClients
    ) -> None:
        peer = make_peer()
        agree(line, peer)
        row = SourceTerms.objects.get()
        # As the form of trust sources does, which knows of no addresses.
        entry = dataclasses.replace(
            entry_of(row.values, secret=""), level=Level.PRIMARY, origins=()
        )
        terms_id = propose_terms(
            entry=entry, source_id=SourceId(row.source_id), officer=manager(), now=NOW
        )
        decide_terms(terms_id=terms_id, is_approved=True, reason="", officer=manager(), now=NOW)

        keep_recognition(peer_id=PeerId(peer.pk), actor=WORKER, now=NOW)

        assert len(kept.kept["node-gz"].redirect_uris) == 2

    def test_a_node_at_which_no_agreed_address_is_left_is_closed(
        self, line: FakeLine, kept: KeptClients
    ) -> None:
        peer = make_peer()
        agree(line, peer)
        self.hear(peer, "https://thief.example")

        line.answer = NodeAnswer(failure="timeout")
        keep_recognition(peer_id=PeerId(peer.pk), actor=WORKER, now=NOW)

        assert not kept.kept["node-gz"].is_open
