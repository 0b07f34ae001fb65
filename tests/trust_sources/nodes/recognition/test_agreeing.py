"""How two nodes come to recognise each other, and how that ends."""

import datetime as dt

import pytest

from shiming.jobs.models import Job
from shiming.trust_sources.actions.nodes.keep_recognition import keep_recognition
from shiming.trust_sources.actions.nodes.receive_introduction import receive_introduction
from shiming.trust_sources.actions.nodes.suspend_peer import suspend_peer
from shiming.trust_sources.actions.sources.change_source import change_source
from shiming.trust_sources.actions.sources.decide_terms import decide_terms
from shiming.trust_sources.errors import sources as source_errors
from shiming.trust_sources.models import SourceTerms, TrustSource
from shiming.trust_sources.operations import RegisteredSources
from shiming.trust_sources.operations.nodes.recognition import KEEP_RECOGNITION
from shiming.trust_sources.policies.recognition import secret_of
from shiming.trust_sources.queries import nodes as queries
from shiming.trust_sources.types import SourceId, SourceState
from shiming.trust_sources.types.nodes import NodeAnswer, PeerId, Recognition
from tests.trust_sources.nodes.node_kit import KEY, NOW, FakeLine, make_peer, officer
from tests.trust_sources.nodes.recognition.recognition_kit import (
    WORKER,
    KeptClients,
    agree,
    introduction,
    manager,
    offered,
    propose,
    stands,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("source_clients")]


class TestAgreeing:
    def test_one_officer_changes_nothing_for_anybody(
        self, line: FakeLine, kept: KeptClients
    ) -> None:
        peer = make_peer()

        propose(line, peer)
        keep_recognition(peer_id=PeerId(peer.pk), actor=WORKER, now=NOW)

        assert stands(peer) is Recognition.PROPOSED
        assert offered() == []
        assert [one["agreed"] for one in line.calls] == [False, False]
        assert not kept.kept["node-gz"].is_open

    def test_nobody_agrees_to_their_own_proposal(self, line: FakeLine) -> None:
        proposer = manager()
        terms_id = propose(line, make_peer(), by=proposer)

        with pytest.raises(source_errors.ProposerIsApprover):
            decide_terms(terms_id=terms_id, is_approved=True, reason="", officer=proposer, now=NOW)

        assert offered() == []

    def test_people_are_offered_a_node_once_both_sides_have_agreed(
        self, line: FakeLine, kept: KeptClients
    ) -> None:
        peer = make_peer()

        agree(line, peer, they_agree=False)
        before = (stands(peer), offered())
        agreeing = introduction(agreed=True)
        receive_introduction(peer=queries.proven(peer), content=agreeing, now=NOW)

        assert before == (Recognition.OURS, [])
        assert (stands(peer), offered()) == (Recognition.MUTUAL, ["gz"])
        client = kept.kept["node-gz"]
        assert client.is_open
        assert client.redirect_uris == (
            "https://gz.example/sign-in/source/gd/back/",
            "https://www.gz.example/sign-in/source/gd/back/",
        )
        assert line.calls[-1]["agreed"] is True

    def test_both_sides_derive_the_secrets_and_none_is_sent(
        self, line: FakeLine, kept: KeptClients
    ) -> None:
        agree(line, make_peer())

        ours = SourceTerms.objects.get().secret
        theirs = kept.kept["node-gz"].secret
        assert ours == secret_of(KEY, client="gd", provider="gz")
        assert theirs == secret_of(KEY, client="gz", provider="gd")
        assert ours != theirs
        assert not {ours, theirs, KEY} & {str(one) for call in line.calls for one in call.values()}

    def test_the_same_again_is_a_new_version_of_the_same_source(self, line: FakeLine) -> None:
        peer = make_peer()
        agree(line, peer)

        agree(line, peer)

        assert TrustSource.objects.count() == 1
        assert list(SourceTerms.objects.order_by("number").values_list("state", flat=True)) == [
            "replaced",
            "in_force",
        ]

    def test_agreeing_and_suspending_are_told_at_once(self, line: FakeLine) -> None:
        agree(line, make_peer())

        # Once for the decision; the worker looks by itself every other minute besides.
        assert Job.objects.filter(kind=KEEP_RECOGNITION).count() == 1


class TestEnding:
    @pytest.mark.parametrize("how", ["source", "peer", "contract", "issuer"])
    def test_what_ends_here_is_closed_here_and_told(
        self, line: FakeLine, kept: KeptClients, how: str
    ) -> None:
        peer, now = make_peer(), NOW
        agree(line, peer)
        line.calls.clear()
        match how:
            case "source":
                source_id = SourceId(TrustSource.objects.get().pk)
                change_source(
                    source_id=source_id, state=SourceState.SUSPENDED, officer=manager(), now=NOW
                )
            case "peer":
                suspend_peer(peer_id=PeerId(peer.pk), officer=officer(), now=NOW)
            case "contract":
                now = NOW + dt.timedelta(days=366)
            case _:
                moved = introduction(agreed=True, issuer="https://other.example")
                receive_introduction(peer=queries.proven(peer), content=moved, now=NOW)
                line.answer = NodeAnswer(status=200, content=moved)

        keep_recognition(peer_id=PeerId(peer.pk), actor=WORKER, now=now)

        assert not kept.kept["node-gz"].is_open
        # A suspended node is not talked to, and has to find out by itself.
        assert [one["agreed"] for one in line.calls] == ([] if how == "peer" else [False])

    def test_what_ends_over_there_is_offered_no_more(self, line: FakeLine) -> None:
        peer = make_peer()
        agree(line, peer)

        receive_introduction(peer=queries.proven(peer), content=introduction(), now=NOW)

        assert offered() == []
        assert RegisteredSources().find("gz", portal="main", now=NOW) is None

    def test_a_node_that_is_silent_changes_nothing(self, line: FakeLine) -> None:
        peer = make_peer()
        agree(line, peer)
        line.answer = NodeAnswer(failure="timeout")

        keep_recognition(peer_id=PeerId(peer.pk), actor=WORKER, now=NOW)

        assert stands(peer) is Recognition.MUTUAL
