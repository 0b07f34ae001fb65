"""What is written down for other nodes, and how it is told."""

import datetime as dt

import pytest

from shiming.accounts import operations as accounts
from shiming.accounts import queries as accounts_queries
from shiming.accounts.models import Account
from shiming.accounts.operations.registration import open_account
from shiming.accounts.types import (
    AccountId,
    AccountKind,
    ContactChangeReason,
    RegistrationVariant,
)
from shiming.kernel.actor import visitor
from shiming.proofing import operations as proofing
from shiming.proofing.types import EvidenceKind
from shiming.trust_sources.actions.nodes.deliver_events import deliver_events
from shiming.trust_sources.actions.nodes.resume_peer import resume_peer
from shiming.trust_sources.actions.nodes.retry_events import retry_events
from shiming.trust_sources.actions.nodes.set_event_aside import set_event_aside
from shiming.trust_sources.actions.nodes.suspend_peer import suspend_peer
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.models.nodes import NodeUser, OutgoingEvent, PeerNode, PeerUser
from shiming.trust_sources.queries import nodes as queries
from shiming.trust_sources.types.nodes import EventId, NodeAnswer, NodeRole, PeerId
from tests.cast import AGENT, PROOFED_CITIZEN, UNPROOFED_CITIZEN, Member
from tests.factories.accounts import attach, make_account, make_account_of
from tests.trust_sources.nodes.node_kit import NOW, FakeLine, make_peer, officer

pytestmark = pytest.mark.django_db
VISITOR = visitor(address="192.0.2.1")


def kinds() -> list[tuple[int, str]]:
    rows = OutgoingEvent.objects.order_by("of_id", "sequence")
    return list(rows.values_list("sequence", "kind"))


def change_mobile(account: Account, becomes: Member) -> None:
    accounts.set_contact(
        account_id=AccountId(account.pk),
        contact=becomes.mobile_number,
        reason=ContactChangeReason.CHANGED,
        actor=VISITOR,
        now=NOW,
    )


def register(member: Member, *, portal_code: str = "") -> Account:
    account = open_account(
        user_name="",
        hashed="x",
        mobile=member.mobile_number,
        variant=RegistrationVariant.PLAIN,
        agreement_id=None,
        actor=VISITOR,
        now=NOW,
        portal_code=portal_code,
    )
    assert account is not None
    return account


def province_peer() -> PeerNode:
    return make_peer("gd", role=NodeRole.PROVINCE)


@pytest.mark.usefixtures("city")
class TestCity:
    def test_tells_the_province_of_whom_it_registers_and_of_each_change_in_order(self) -> None:
        province_peer()

        account = register(PROOFED_CITIZEN)
        attach(account, PROOFED_CITIZEN, now=NOW)
        change_mobile(account, AGENT)
        accounts.close_account(account_id=AccountId(account.pk), actor=VISITOR, now=NOW)

        assert kinds() == [
            (1, "registered"),
            (2, "identified"),
            (3, "contact_changed"),
            (4, "contact_changed"),
            (5, "closed"),
        ]

    def test_tells_of_whom_it_had_before_when_something_changes(self) -> None:
        province_peer()
        account = make_account_of(PROOFED_CITIZEN)

        change_mobile(account, AGENT)

        event = OutgoingEvent.objects.get()
        assert event.kind == "registered"
        assert event.facts["mobile"] == AGENT.mobile_number.value

    @pytest.mark.requirement("S33-25")
    @pytest.mark.parametrize("kind", [AccountKind.STAFF, AccountKind.API])
    def test_never_tells_of_staff(self, kind: AccountKind) -> None:
        province_peer()
        account = make_account(kind=kind)

        change_mobile(account, AGENT)

        assert not OutgoingEvent.objects.exists()
        assert not NodeUser.objects.exists()

    def test_tells_nothing_without_a_province_or_of_others_users(self) -> None:
        alone = make_account()
        change_mobile(alone, AGENT)
        province_peer()
        NodeUser.objects.create(account=make_account_of(PROOFED_CITIZEN), home="sz")

        change_mobile(Account.objects.get(mobile_index=_index(PROOFED_CITIZEN)), UNPROOFED_CITIZEN)

        assert not OutgoingEvent.objects.exists()

    def test_tells_of_a_level_once(self) -> None:
        province_peer()
        account = register(PROOFED_CITIZEN)
        person = attach(account, PROOFED_CITIZEN, now=NOW)
        proofing.add_evidence(
            person_id=person,
            account_id=account.pk,
            kind=EvidenceKind.COUNTER,
            source="counter",
            actor=VISITOR,
            now=NOW,
        )

        for _ in range(2):
            proofing.refresh_levels(person_id=person, actor=VISITOR, now=NOW)

        levels = OutgoingEvent.objects.filter(kind="level_changed")
        assert [event.facts for event in levels] == [{"level": "intermediate"}]

    def test_tells_of_a_merge_by_the_keys_of_users(self) -> None:
        province_peer()
        main, other = register(PROOFED_CITIZEN), register(AGENT)
        facts = [accounts_queries.get_account(AccountId(one.pk)) for one in (main, other)]

        accounts.link(main=facts[0], other=facts[1], is_merge=True, actor=VISITOR, now=NOW)

        merged = OutgoingEvent.objects.get(kind="merged")
        assert merged.facts == {"into": str(NodeUser.objects.get(account=main).pk)}


def _index(member: Member) -> str | None:
    for account in Account.objects.all():
        if account.mobile == member.mobile_number.value:
            index: str | None = account.mobile_index
            return index
    return None


@pytest.mark.usefixtures("province")
class TestProvince:
    def test_tells_the_home_of_whoever_registers_on_its_portal(self) -> None:
        make_peer("gz", portal_code="guangzhou")
        make_peer("sz", portal_code="shenzhen")

        register(PROOFED_CITIZEN, portal_code="guangzhou")

        assert OutgoingEvent.objects.get().peer.code == "gz"
        assert NodeUser.objects.get().home == "gz"

    def test_tells_nobody_of_whoever_registers_elsewhere(self) -> None:
        make_peer("gz", portal_code="")

        register(PROOFED_CITIZEN)

        assert not OutgoingEvent.objects.exists()


class TestAlone:
    def test_keeps_no_books(self) -> None:
        make_peer()

        register(PROOFED_CITIZEN)

        assert not NodeUser.objects.exists()


@pytest.mark.usefixtures("city")
class TestDeliver:
    def peer(self) -> PeerId:
        return PeerId(province_peer().pk)

    def test_sends_each_users_events_in_order_and_learns_the_peers_key(
        self, line: FakeLine
    ) -> None:
        peer_id = self.peer()
        account = register(PROOFED_CITIZEN)
        change_mobile(account, AGENT)

        assert deliver_events(peer_id=peer_id, now=NOW) == 2

        assert [one["sequence"] for one in line.told] == [1, 2]
        assert line.told[1]["yours"] == str(PeerUser.objects.get().remote_id)
        assert not queries.list_waiting(peer_id=peer_id, viewer=officer())

    def test_waits_longer_each_time_the_peer_is_out_of_reach_and_loses_nothing(
        self, line: FakeLine
    ) -> None:
        peer_id = self.peer()
        register(PROOFED_CITIZEN)
        line.answer = NodeAnswer(failure="connection")

        deliver_events(peer_id=peer_id, now=NOW)
        deliver_events(peer_id=peer_id, now=NOW)
        deliver_events(peer_id=peer_id, now=NOW + dt.timedelta(minutes=1))

        (waiting,) = queries.list_waiting(peer_id=peer_id, viewer=officer())
        assert (waiting.attempts, waiting.last_error) == (2, "connection")
        assert waiting.next_try_at == NOW + dt.timedelta(minutes=1, seconds=10)
        (facts,) = queries.list_peers(viewer=officer(), now=NOW)
        assert (facts.waiting, facts.oldest_at, facts.last_error) == (1, NOW, "connection")
        line.answer = None
        assert deliver_events(peer_id=peer_id, now=NOW + dt.timedelta(hours=1)) == 1

    def test_holds_up_only_the_user_whose_event_is_not_taken(self, line: FakeLine) -> None:
        peer_id = self.peer()
        stuck, free = register(PROOFED_CITIZEN), register(UNPROOFED_CITIZEN)
        change_mobile(stuck, AGENT)
        line.refuses[str(NodeUser.objects.get(account=stuck).pk)] = "trust_sources.event.not_home"

        deliver_events(peer_id=peer_id, now=NOW)

        waiting = queries.list_waiting(peer_id=peer_id, viewer=officer())
        assert [event.sequence for event in waiting] == [1, 2]
        assert waiting[0].last_error == "trust_sources.event.not_home"
        assert not OutgoingEvent.objects.filter(
            of__user__account=free, delivered_at__isnull=True
        ).exists()

    @pytest.mark.parametrize(
        "answer",
        [
            NodeAnswer(status=500),
            NodeAnswer(status=200, content={"results": "all"}),
            NodeAnswer(status=200, content={"results": ["applied"]}),
            NodeAnswer(status=403, content={"code": "<b>no code</b>"}),
        ],
    )
    def test_believes_no_answer_that_says_nothing(self, line: FakeLine, answer: NodeAnswer) -> None:
        peer_id = self.peer()
        register(PROOFED_CITIZEN)
        line.answer = answer

        assert deliver_events(peer_id=peer_id, now=NOW) == 0
        assert "<" not in OutgoingEvent.objects.get().last_error

    def test_sends_nothing_to_a_suspended_node_and_everything_afterwards(
        self, line: FakeLine
    ) -> None:
        peer_id = self.peer()
        suspend_peer(peer_id=peer_id, officer=officer(), now=NOW)
        register(PROOFED_CITIZEN)

        assert deliver_events(peer_id=peer_id, now=NOW) == 0
        assert not line.calls
        with pytest.raises(errors.PeerStateChanged):
            suspend_peer(peer_id=peer_id, officer=officer(), now=NOW)
        resume_peer(peer_id=peer_id, officer=officer(), now=NOW)
        assert deliver_events(peer_id=peer_id, now=NOW) == 1

    def test_sends_at_once_what_an_officer_wants_sent(self, line: FakeLine) -> None:
        peer_id = self.peer()
        register(PROOFED_CITIZEN)
        line.answer = NodeAnswer(failure="timeout")
        deliver_events(peer_id=peer_id, now=NOW)
        line.answer = None

        retry_events(peer_id=peer_id, officer=officer(), now=NOW)

        assert queries.list_peers_with_due(now=NOW) == [peer_id]
        assert deliver_events(peer_id=peer_id, now=NOW) == 1

    def test_only_an_officer_sets_an_event_aside_and_the_rest_goes_on(self, line: FakeLine) -> None:
        peer_id = self.peer()
        account = register(PROOFED_CITIZEN)
        change_mobile(account, AGENT)
        event_id = EventId(OutgoingEvent.objects.get(sequence=1).pk)

        with pytest.raises(errors.MayNotManageNodes):
            set_event_aside(peer_id=peer_id, event_id=event_id, officer=VISITOR, now=NOW)
        set_event_aside(peer_id=peer_id, event_id=event_id, officer=officer(), now=NOW)
        deliver_events(peer_id=peer_id, now=NOW)

        assert [(one["kind"], one["facts"] == {}) for one in line.told] == [
            ("skipped", True),
            ("contact_changed", False),
        ]
        with pytest.raises(errors.EventNotFound):
            set_event_aside(peer_id=peer_id, event_id=event_id, officer=officer(), now=NOW)
