"""Another key for a node: two officers, a while for the other side, and no longer than that."""

import datetime as dt
import secrets

import pytest

from shiming.audit.models import AuditRecord
from shiming.kernel import signatures
from shiming.kernel.actor import ActingIdentity, Actor
from shiming.messages.models import InboxMessage, Todo
from shiming.trust_sources.actions.nodes.decide_key import decide_key
from shiming.trust_sources.actions.nodes.deliver_events import deliver_events
from shiming.trust_sources.actions.nodes.propose_key import propose_key
from shiming.trust_sources.actions.nodes.prove_call import prove_call
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.models.nodes import PeerKeyChange, PeerNode, RefusedCalls
from shiming.trust_sources.queries import nodes as queries
from shiming.trust_sources.queries.node_keys import get_key_facts
from shiming.trust_sources.types.nodes import (
    KeyChangeId,
    NodePermission,
    NodeRole,
    PeerId,
    SignedCall,
)
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import make_account
from tests.trust_sources.nodes.node_kit import KEY, NOW, FakeLine, make_peer, officer
from tests.trust_sources.nodes.test_outgoing import register

pytestmark = pytest.mark.django_db
NEW = "another key that two nodes share, for tests"
TODAY = dt.date(2026, 11, 22)
A_WEEK = TODAY + dt.timedelta(days=7)
AFTER_A_WEEK = dt.datetime(2026, 11, 29, 16, 0, tzinfo=dt.UTC)
"""The first moment of the day after, in China."""


@pytest.fixture
def peer(province: None) -> PeerNode:
    return make_peer()


def proposer() -> Actor:
    """Return an officer who has an account in which to be told."""
    permissions = frozenset({NodePermission.MANAGE.value})
    return Actor(account_id=make_account().pk, identity=ActingIdentity(permissions=permissions))


def propose(
    peer: PeerNode, *, key: str = NEW, until: dt.date | None = A_WEEK, by: Actor | None = None
) -> KeyChangeId:
    return propose_key(
        peer_id=PeerId(peer.pk), key=key, former_until=until, officer=by or proposer(), now=NOW
    )


def decide(
    peer: PeerNode, change_id: KeyChangeId, *, agrees: bool = True, by: Actor | None = None
) -> None:
    decide_key(
        peer_id=PeerId(peer.pk),
        change_id=change_id,
        agrees=agrees,
        officer=by or officer(),
        now=NOW,
    )


def change_key(peer: PeerNode, *, until: dt.date | None = A_WEEK) -> None:
    decide(peer, propose(peer, until=until))
    peer.refresh_from_db()


def is_believed(key: str, now: dt.datetime = NOW) -> bool:
    """Tell whether a call that is signed with a key is believed, and answered with that key."""
    stamp, nonce = str(int(now.timestamp())), secrets.token_hex(16)
    signature = signatures.sign_request(
        key=key, method="POST", path="/x", timestamp=stamp, nonce=nonce, body=b"{}"
    )
    call = SignedCall(
        key_id="gz", timestamp=stamp, nonce=nonce, signature=signature, path="/x", body=b"{}"
    )
    try:
        return prove_call(call=call, address="192.0.2.7", now=now).key == key
    except errors.CallNotProven:
        return False


class TestTwoOfficers:
    def test_change_a_key_that_one_of_them_entered(self, peer: PeerNode) -> None:
        first = proposer()
        change_id = propose(peer, by=first)
        before = (is_believed(KEY), is_believed(NEW))

        decide(peer, change_id)

        assert before == (True, False)
        peer.refresh_from_db()
        assert (peer.key, peer.former_key) == (NEW, KEY)
        row = PeerKeyChange.objects.get()
        assert (row.state, row.key) == ("agreed", "")
        events = AuditRecord.objects.filter(event__startswith="trust_sources.peer.key_")
        assert sorted(events.values_list("event", flat=True)) == [
            "trust_sources.peer.key_changed",
            "trust_sources.peer.key_proposed",
        ]
        assert not any(key in str(one.details) for one in events for key in (KEY, NEW))
        assert InboxMessage.objects.get().account_id == first.account_id
        todo = Todo.objects.get()
        assert (todo.is_done, todo.receiver) == (True, "permission:trust_sources:node:manage")

    def test_are_two(self, peer: PeerNode) -> None:
        first = proposer()
        change_id = propose(peer, by=first)

        with pytest.raises(errors.PeerKeyNeedsSecond):
            decide(peer, change_id, by=first)

        peer.refresh_from_db()
        assert peer.key == KEY

    @pytest.mark.parametrize("is_own", [True, False])
    def test_may_leave_it_as_it_is(self, peer: PeerNode, *, is_own: bool) -> None:
        first = proposer()
        change_id = propose(peer, by=first)

        decide(peer, change_id, agrees=False, by=first if is_own else officer())

        peer.refresh_from_db()
        assert (peer.key, PeerKeyChange.objects.get().key) == (KEY, "")
        assert is_believed(KEY)
        # The way is free for another one.
        propose(peer)

    def test_decide_once(self, peer: PeerNode) -> None:
        change_id = propose(peer)
        decide(peer, change_id, agrees=False)

        with pytest.raises(errors.PeerKeyDecided):
            decide(peer, change_id)

        peer.refresh_from_db()
        assert peer.key == KEY

    def test_decide_about_the_key_that_they_saw(self, peer: PeerNode) -> None:
        seen = propose(peer)
        decide(peer, seen, agrees=False)
        propose(peer, key=f"{NEW}, but of somebody else")

        with pytest.raises(errors.PeerKeyDecided):
            decide(peer, seen)

    def test_have_one_at_a_time(self, peer: PeerNode) -> None:
        propose(peer)

        with pytest.raises(errors.PeerKeyWaits):
            propose(peer, key=f"{NEW} and more")

    def test_are_officers(self, peer: PeerNode) -> None:
        change_id, stranger = propose(peer), officer(NodePermission.SETTLE)

        with pytest.raises(errors.MayNotManageNodes):
            propose(peer, by=stranger)
        with pytest.raises(errors.MayNotManageNodes):
            decide(peer, change_id, by=stranger)
        with pytest.raises(errors.MayNotManageNodes):
            get_key_facts(peer_id=PeerId(peer.pk), viewer=stranger, now=NOW)

    @pytest.mark.parametrize(
        ("key", "until", "refusal"),
        [
            ("too short", A_WEEK, errors.PeerKeyWeak),
            (KEY, A_WEEK, errors.PeerKeySame),
            (NEW, TODAY - dt.timedelta(days=1), errors.OverlapUnfit),
            (NEW, TODAY + dt.timedelta(days=31), errors.OverlapUnfit),
        ],
    )
    def test_enter_no_key_that_cannot_be(
        self, peer: PeerNode, key: str, until: dt.date, refusal: type[Exception]
    ) -> None:
        with pytest.raises(refusal):
            propose(peer, key=key, until=until)

        assert not PeerKeyChange.objects.exists()

    def test_compare_keys_that_they_do_not_see(self, peer: PeerNode) -> None:
        propose(peer)

        facts = get_key_facts(peer_id=PeerId(peer.pk), viewer=officer(), now=NOW)

        assert facts.proposed is not None
        assert facts.fingerprint != facts.proposed.fingerprint
        assert not any(key in repr(facts) for key in (KEY, NEW))


class TestHearing:
    def test_takes_both_keys_until_the_day_is_over(self, peer: PeerNode) -> None:
        change_key(peer)
        last = AFTER_A_WEEK - dt.timedelta(seconds=1)

        assert is_believed(KEY)
        assert is_believed(KEY, last)
        assert not is_believed(KEY, AFTER_A_WEEK)
        assert is_believed(NEW, AFTER_A_WEEK)

    def test_takes_the_old_one_no_more_once_the_node_has_shown_the_new_one(
        self, peer: PeerNode
    ) -> None:
        change_key(peer)

        assert is_believed(NEW)

        assert not is_believed(KEY)
        assert RefusedCalls.objects.get().count == 1
        peer.refresh_from_db()
        assert (peer.former_key, peer.former_until) == (None, None)
        shown = AuditRecord.objects.filter(event="trust_sources.peer.key_shown")
        assert shown.count() == 1

    def test_takes_a_key_that_leaked_no_more_at_once(self, peer: PeerNode) -> None:
        change_key(peer, until=None)

        assert (is_believed(KEY), is_believed(NEW)) == (False, True)

    def test_takes_no_third_one(self, peer: PeerNode) -> None:
        change_key(peer)

        assert not is_believed(f"{NEW}, guessed")


@pytest.mark.usefixtures("city")
class TestCalling:
    @pytest.fixture
    def peer(self) -> PeerNode:
        return make_peer("gd", role=NodeRole.PROVINCE)

    @pytest.mark.parametrize(
        ("believes", "until", "tried"),
        [
            (KEY, A_WEEK, [KEY]),
            # The other side has changed, and its time for the old one is over.
            (NEW, A_WEEK, [KEY, NEW]),
            ("neither", A_WEEK, [KEY, NEW]),
            (NEW, None, [NEW]),
        ],
    )
    def test_goes_on_whichever_side_was_first(
        self, line: FakeLine, peer: PeerNode, believes: str, until: dt.date | None, tried: list[str]
    ) -> None:
        register(PROOFED_CITIZEN)
        change_key(peer, until=until)
        line.believes = believes

        taken = deliver_events(peer_id=PeerId(peer.pk), now=NOW)

        assert line.tried == tried
        facts = queries.get_peer(peer_id=PeerId(peer.pk), viewer=officer(), now=NOW)
        expected = (0, "not_proven_401") if believes == "neither" else (1, "")
        assert (taken, facts.last_error) == expected
