"""Where people are at home: whom a node tells of in vain, and who moves them."""

import dataclasses
import datetime as dt

import pytest

from shiming.accounts.models import Account, SocialBinding
from shiming.accounts.types import AccountId, AccountKind
from shiming.audit.models import AuditRecord
from shiming.kernel.ids import new_id
from shiming.trust_sources.actions.nodes.confirm_settlement import confirm_settlement
from shiming.trust_sources.actions.nodes.settle_conflict import settle_conflict
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.models.nodes import NodeUser, OutgoingEvent, UserConflict
from shiming.trust_sources.operations import NodeHomes
from shiming.trust_sources.ports import nodes as ports
from shiming.trust_sources.types.nodes import (
    ConflictId,
    Decision,
    NodePermission,
    NodePolicy,
    NodeRole,
)
from tests.cast import AGENT, PROOFED_CITIZEN
from tests.factories.accounts import attach, make_account, make_account_of
from tests.trust_sources.nodes.node_kit import (
    NOW,
    Teller,
    change_mobile,
    line_of,
    make_peer,
    officer,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def account() -> Account:
    """Return the account of somebody who registered here, and of whom a city tells as its own."""
    return make_account_of(PROOFED_CITIZEN, is_attached=True)


@pytest.fixture
def claiming(account: Account) -> Teller:
    teller = Teller(peer=make_peer("sz"))
    del account  # Of whom it tells.
    assert teller.tell("registered", line_of(PROOFED_CITIZEN))["result"] == "applied"
    return teller


def bind(account: Account, *, at: dt.datetime) -> None:
    """Have the owner sign in through the city at an instant."""
    SocialBinding.objects.create(
        id=new_id(), account=account, provider="sz", subject="u", subject_index="i", bound_at=at
    )


def take_theirs() -> None:
    conflict_id = ConflictId(UserConflict.objects.get().pk)
    settle_conflict(
        conflict_id=conflict_id,
        decision=Decision.TAKE_THEIRS,
        reason="本人到窗口说明已迁居",
        officer=officer(NodePermission.SETTLE),
        now=LATER,
    )
    confirm_settlement(
        conflict_id=conflict_id, agrees=True, officer=officer(NodePermission.SETTLE), now=LATER
    )


class TestClaims:
    def test_wait_with_the_city_and_are_shown_to_officers_once(self, claiming: Teller) -> None:
        event = claiming.event("contact_changed", change_mobile(PROOFED_CITIZEN, AGENT))

        answers = [claiming.send(event)[0] for _ in range(3)]

        assert {one["code"] for one in answers} == {"trust_sources.event.not_home"}
        assert UserConflict.objects.get().kind == "home_differs"
        refused = AuditRecord.objects.filter(event="trust_sources.abuse.event_refused")
        assert refused.count() == 1

    def test_are_followed_once_two_officers_moved_whom_the_owner_confirmed(
        self, account: Account, claiming: Teller
    ) -> None:
        event = claiming.event("contact_changed", change_mobile(PROOFED_CITIZEN, AGENT))
        claiming.send(event)
        bind(account, at=LATER)

        take_theirs()

        assert NodeUser.objects.get().home == "sz"
        assert claiming.send(event)[0]["result"] == "applied"
        account.refresh_from_db()
        assert account.mobile == AGENT.mobile_number.value

    @pytest.mark.parametrize("bound_before", [True, False])
    def test_move_nobody_who_has_not_confirmed_it_since(
        self, account: Account, claiming: Teller, *, bound_before: bool
    ) -> None:
        claiming.tell("closed", {})
        if bound_before:
            bind(account, at=NOW - dt.timedelta(days=1))

        with pytest.raises(errors.HomeNotConfirmed):
            take_theirs()

        assert NodeUser.objects.get().home == "gd"
        account.refresh_from_db()
        assert account.state == "active"

    def test_keeping_ours_leaves_everything_as_it_is(self, claiming: Teller) -> None:
        claiming.tell("closed", {})

        settle_conflict(
            conflict_id=ConflictId(UserConflict.objects.get().pk),
            decision=Decision.KEEP_OURS,
            reason="本人仍住本地",
            officer=officer(NodePermission.SETTLE),
            now=LATER,
        )

        assert NodeUser.objects.get().home == "gd"
        assert not OutgoingEvent.objects.exists()


class TestWhoCameByRecognition:
    def test_stays_at_home_where_they_came_from_and_is_told_of_to_nobody(self) -> None:
        with ports.node_policy.replaced(NodePolicy(role=NodeRole.CITY, code="sz")):
            make_peer("gd", role=NodeRole.PROVINCE)
            account = make_account()
            SocialBinding.objects.create(
                id=new_id(),
                account=account,
                provider="gd",
                subject="u",
                subject_index="i",
                bound_at=account.created_at,
            )

            attach(account, PROOFED_CITIZEN, now=NOW)

        assert NodeUser.objects.get().home == "gd"
        assert not OutgoingEvent.objects.exists()

    def test_is_at_home_here_if_the_account_was_here_before(self) -> None:
        with ports.node_policy.replaced(NodePolicy(role=NodeRole.CITY, code="sz")):
            make_peer("gd", role=NodeRole.PROVINCE)
            account = make_account()
            SocialBinding.objects.create(
                id=new_id(),
                account=account,
                provider="gd",
                subject="u",
                subject_index="i",
                bound_at=account.created_at + dt.timedelta(days=1),
            )

            attach(account, PROOFED_CITIZEN, now=NOW)

        assert NodeUser.objects.get().home == "sz"
        assert OutgoingEvent.objects.count() == 1


class TestWhatPeopleAreTold:
    def home_of(self, account: Account) -> tuple[str, bool]:
        home = NodeHomes().home_of(AccountId(account.pk), now=NOW)
        assert home is not None
        return home.name, home.is_here

    def test_says_where_an_account_is_kept(self, account: Account) -> None:
        make_peer("gz")
        assert self.home_of(account) == ("", True)
        NodeUser.objects.create(account=account, home="gz")

        assert self.home_of(account) == ("节点gz", False)

    def test_says_nothing_where_there_are_no_other_nodes(self, account: Account) -> None:
        with ports.node_policy.replaced(NodePolicy()):
            assert NodeHomes().home_of(AccountId(account.pk), now=NOW) is None

    def test_offers_recognition_to_natural_persons_alone(self, account: Account) -> None:
        unit = make_account(kind=AccountKind.UNIT)
        make_peer("gz")

        home = NodeHomes().home_of(AccountId(unit.pk), now=NOW)

        assert home is not None
        assert home.recognised_at == ()
        assert dataclasses.asdict(home)["is_here"]
