"""What a node says of itself before anything is agreed upon."""

import dataclasses

import pytest

from shiming.kernel.actor import ActingIdentity
from shiming.kernel.levels import Level
from shiming.trust_sources.actions.nodes.meet_peer import meet_peer
from shiming.trust_sources.actions.nodes.receive_introduction import receive_introduction
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.errors import sources as source_errors
from shiming.trust_sources.models import SourceTerms
from shiming.trust_sources.queries import nodes as queries
from shiming.trust_sources.types.nodes import NodeAnswer, PeerId
from tests.trust_sources.nodes.node_kit import NOW, FakeLine, make_peer
from tests.trust_sources.nodes.recognition.recognition_kit import introduction, manager, propose
from tests.trust_sources.source_kit import approved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("source_clients")]


class TestMeeting:
    @pytest.mark.parametrize(
        "answer",
        [
            NodeAnswer(failure="timeout"),
            NodeAnswer(status=404),
            NodeAnswer(status=200, content={}),
            NodeAnswer(status=200, content=introduction(issuer="javascript:alert(1)")),
            NodeAnswer(status=200, content=introduction(origins=["https://gz.example/path"])),
            NodeAnswer(status=200, content=introduction(origins=[])),
            NodeAnswer(status=200, content=introduction(origins=["https://x.example"] * 21)),
            NodeAnswer(status=200, content=introduction() | {"agreed": "yes"}),
        ],
    )
    def test_proposes_nothing_with_whom_it_does_not_understand(
        self, line: FakeLine, answer: NodeAnswer
    ) -> None:
        peer = make_peer()
        line.answer = answer

        with pytest.raises(errors.PeerSilent):
            meet_peer(
                peer_id=PeerId(peer.pk), level=Level.PRIMARY, until=None, officer=manager(), now=NOW
            )

        peer.refresh_from_db()
        assert peer.issuer == ""
        assert peer.last_error

    def test_gives_no_node_more_than_an_intermediate_level_and_no_less_than_primary(
        self, line: FakeLine
    ) -> None:
        for level in (Level.REGISTERED, Level.ADVANCED):
            with pytest.raises(errors.PeerUnfit):
                meet_peer(
                    peer_id=PeerId(make_peer(f"c{int(level)}").pk),
                    level=level,
                    until=None,
                    officer=manager(),
                    now=NOW,
                )
        assert not line.calls

    def test_is_for_officers(self, line: FakeLine) -> None:
        stranger = dataclasses.replace(manager(), identity=ActingIdentity())

        with pytest.raises(errors.MayNotManageNodes):
            meet_peer(
                peer_id=PeerId(make_peer().pk),
                level=Level.PRIMARY,
                until=None,
                officer=stranger,
                now=NOW,
            )
        assert not line.calls

    def test_takes_no_source_over_that_only_has_the_nodes_name(self, line: FakeLine) -> None:
        approved("gz")

        with pytest.raises(source_errors.SourceCodeTaken):
            propose(line, make_peer())

        assert SourceTerms.objects.count() == 1

    @pytest.mark.parametrize(
        "wrong", [{"from": "sz"}, {"to": "sz"}, {"origins": "x"}, {"issuer": 1}]
    )
    def test_hears_no_introduction_that_is_none(self, wrong: dict[str, object]) -> None:
        peer = make_peer()

        with pytest.raises(errors.CallMalformed):
            receive_introduction(
                peer=queries.proven(peer), content=introduction(agreed=True) | wrong, now=NOW
            )

        peer.refresh_from_db()
        assert (peer.issuer, peer.recognises_us) == ("", False)
