"""Mutual recognition: how two nodes come to accept each other's people, and how that ends."""

import dataclasses
import datetime as dt
from collections.abc import Iterator

import pytest

from shiming.accounts.types import OutsideOutcome, SourceAnswer, SourceUse
from shiming.jobs.models import Job
from shiming.kernel.actor import ActingIdentity, Actor, system_actor
from shiming.kernel.identifiers.documents import DocumentType
from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level
from shiming.trust_sources.actions.nodes.keep_recognition import keep_recognition
from shiming.trust_sources.actions.nodes.meet_peer import meet_peer
from shiming.trust_sources.actions.nodes.receive_introduction import receive_introduction
from shiming.trust_sources.actions.nodes.suspend_peer import suspend_peer
from shiming.trust_sources.actions.sources.change_source import change_source
from shiming.trust_sources.actions.sources.decide_terms import decide_terms
from shiming.trust_sources.actions.sources.propose_terms import propose_terms
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.errors import sources as source_errors
from shiming.trust_sources.models import SourceTerms, TrustSource
from shiming.trust_sources.models.nodes import PeerNode
from shiming.trust_sources.operations import RegisteredSources
from shiming.trust_sources.operations.nodes.recognition import KEEP_RECOGNITION
from shiming.trust_sources.policies import sources as rules
from shiming.trust_sources.policies.recognition import MAPPING, secret_of
from shiming.trust_sources.policies.terms import entry_of
from shiming.trust_sources.ports import nodes as ports
from shiming.trust_sources.ports import recognition as clients
from shiming.trust_sources.queries import nodes as queries
from shiming.trust_sources.types import (
    SourceId,
    SourcePermission,
    SourceReport,
    SourceState,
    TermsId,
)
from shiming.trust_sources.types.nodes import (
    NodeAnswer,
    NodePermission,
    NodePolicy,
    NodeRole,
    PeerId,
    Recognition,
)
from shiming.trust_sources.types.recognition import NodeClient
from tests.cast import PROOFED_CITIZEN
from tests.trust_sources.nodes.node_kit import KEY, NOW, FakeLine, make_peer, officer
from tests.trust_sources.source_kit import approved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("source_clients")]
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


@pytest.fixture(autouse=True)
def kept() -> Iterator[KeptClients]:
    fake = KeptClients()
    with ports.node_policy.replaced(OWN), clients.node_clients.replaced(fake):
        yield fake


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

    def test_a_new_address_at_an_agreed_host_and_one_that_went_need_nobody(
        self, line: FakeLine, kept: KeptClients
    ) -> None:
        peer = make_peer()
        PeerNode.objects.update(address="https://nodes.gz.example")
        agree(line, peer)
        self.hear(peer, f"{ISSUER}:8443", "https://nodes.gz.example")

        line.answer = NodeAnswer(failure="timeout")
        keep_recognition(peer_id=PeerId(peer.pk), actor=WORKER, now=NOW)

        assert kept.kept["node-gz"].redirect_uris == (
            f"{ISSUER}:8443/sign-in/source/gd/back/",
            "https://nodes.gz.example/sign-in/source/gd/back/",
        )
        assert waiting_at(peer) == ()

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


class TestWhoComes:
    def answer(self, **claims: object) -> SourceAnswer:
        said = {
            "sub": "x",
            "user_kind": "natural_person",
            "name": PROOFED_CITIZEN.name,
            "document_type": "resident_id_card",
            "document_number": PROOFED_CITIZEN.number,
            "acr": "urn:shiming:loa:advanced",
        } | claims
        report = SourceReport(outcome=OutsideOutcome.PROVEN, claims=said)
        mapping = rules.read_mapping(MAPPING)
        return rules.answer_of(report, mapping=mapping, level=Level.INTERMEDIATE)

    def test_is_known_by_number_and_name_at_the_level_of_their_home(self) -> None:
        answer = self.answer()

        assert answer.number is not None
        assert (answer.number.value, answer.level) == (PROOFED_CITIZEN.number, Level.INTERMEDIATE)
        assert self.answer(acr="urn:shiming:loa:primary").level is Level.PRIMARY

    @pytest.mark.requirement("S33-25")
    @pytest.mark.parametrize("kind", ["staff", "api", "unit", "agency", ""])
    def test_is_no_member_of_staff_and_no_unit(self, kind: str) -> None:
        assert self.answer(user_kind=kind).outcome is OutsideOutcome.REFUSED

    def test_may_have_another_document_than_an_identity_card(self) -> None:
        answer = self.answer(document_type="passport", document_number="X12345678")

        assert answer.number is not None
        assert answer.number.document_type is DocumentType.PASSPORT

    @pytest.mark.parametrize("document_type", ["library_card", ""])
    def test_is_nobody_by_a_document_that_is_none(self, document_type: str) -> None:
        answer = self.answer(document_type=document_type)

        assert (answer.number, answer.level) == (None, Level.REGISTERED)
