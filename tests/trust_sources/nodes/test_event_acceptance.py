"""Which events are taken: in which order, from whom, and of what form."""

import pytest

from shiming.accounts.models import Account, ContactChange
from shiming.accounts.types import AccountState
from shiming.kernel.levels import Level
from shiming.proofing.models import Evidence
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.models.nodes import NodeUser, PeerNode, PeerUser
from shiming.trust_sources.ports import nodes as ports
from shiming.trust_sources.types.nodes import NodeRole
from tests.cast import AGENT, MINORITY_CITIZEN, PROOFED_CITIZEN, Member
from tests.factories.accounts import make_account, make_account_of
from tests.trust_sources.nodes.node_kit import (
    CITY,
    Teller,
    account_of,
    arrive,
    change_mobile,
    line_of,
    make_peer,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]


class TestOrder:
    def test_does_the_same_event_once(self) -> None:
        teller = arrive()
        event = teller.event("contact_changed", change_mobile(PROOFED_CITIZEN, AGENT))

        results = teller.send(event, event)

        assert [one["result"] for one in results] == ["applied", "already"]
        assert ContactChange.objects.count() == 1

    def test_refuses_an_event_whose_predecessor_has_not_come_and_takes_both_later(self) -> None:
        teller = arrive()
        first = teller.event("contact_changed", change_mobile(PROOFED_CITIZEN, AGENT))
        second = teller.event("contact_changed", change_mobile(AGENT, MINORITY_CITIZEN))

        wrong = teller.send(second, first)
        again = teller.send(second)

        assert [one["result"] for one in wrong] == ["refused", "applied"]
        assert wrong[0]["code"] == "trust_sources.event.out_of_order"
        assert again[0]["result"] == "applied"
        assert account_of(teller).mobile == MINORITY_CITIZEN.mobile_number.value

    def test_refuses_another_event_at_a_place_that_was_taken(self) -> None:
        teller = arrive()

        answer = teller.tell("closed", {}, sequence=1)

        assert answer["code"] == "trust_sources.event.place_taken"
        assert account_of(teller).state == AccountState.ACTIVE

    def test_goes_on_over_a_place_that_was_set_aside(self) -> None:
        teller = arrive()

        results = teller.send(teller.event("skipped", {}), teller.event("closed", {}))

        assert [one["result"] for one in results] == ["applied", "applied"]
        assert account_of(teller).state == AccountState.CLOSED


class TestWhoMayTell:
    def test_a_city_cannot_tell_of_a_user_of_another_city(self) -> None:
        ours = arrive(code="gz")
        claiming = Teller(peer=make_peer("sz"), yours=ours.yours)

        answer = claiming.tell("closed", {})

        assert answer["code"] == "trust_sources.event.not_home"
        assert account_of(ours).state == AccountState.ACTIVE

    def test_a_city_that_registers_anothers_user_too_does_not_become_their_home(self) -> None:
        ours = arrive(code="gz")
        claiming = Teller(peer=make_peer("sz"))

        joined = claiming.tell("registered", line_of(PROOFED_CITIZEN))
        answer = claiming.tell("contact_changed", change_mobile(PROOFED_CITIZEN, AGENT))

        assert joined["result"] == "applied"
        assert NodeUser.objects.get().home == "gz"
        assert answer["code"] == "trust_sources.event.not_home"
        assert account_of(ours).mobile == PROOFED_CITIZEN.mobile_number.value

    def test_a_city_that_registers_who_came_to_us_by_themselves_does_not_become_their_home(
        self,
    ) -> None:
        account = make_account_of(PROOFED_CITIZEN, is_attached=True)
        claiming = Teller(peer=make_peer("sz", highest_level=Level.INTERMEDIATE))

        joined = claiming.tell("registered", line_of(PROOFED_CITIZEN, level="intermediate"))
        answer = claiming.tell("closed", {})

        assert joined["result"] == "applied"
        assert answer["code"] == "trust_sources.event.not_home"
        account.refresh_from_db()
        assert account.state == AccountState.ACTIVE
        # What it could never take back is not believed either.
        assert not Evidence.objects.filter(account_id=account.pk).exists()

    def test_a_peer_cannot_name_an_account_that_it_was_not_told_of(self) -> None:
        account = make_account()
        user = NodeUser.objects.create(account=account, home="gz")
        teller = Teller(peer=make_peer("gz"), yours=str(user.pk))

        answer = teller.tell("closed", {})

        assert answer["code"] == "trust_sources.event.not_home"
        account.refresh_from_db()
        assert account.state == AccountState.ACTIVE

    def test_the_province_may_tell_a_city_of_its_own_users_alone(self) -> None:
        with ports.node_policy.replaced(CITY):
            peer = make_peer("gd", role=NodeRole.PROVINCE)
            here, elsewhere = (self.shared(member, peer) for member in (PROOFED_CITIZEN, AGENT))
            assert elsewhere.yours is not None
            NodeUser.objects.filter(pk=elsewhere.yours).update(home="sz")

            followed = here.tell(
                "contact_changed", change_mobile(PROOFED_CITIZEN, MINORITY_CITIZEN)
            )
            refused = elsewhere.tell("closed", {})

        assert followed["result"] == "applied"
        assert account_of(here).mobile == MINORITY_CITIZEN.mobile_number.value
        assert refused["code"] == "trust_sources.event.not_home"

    def shared(self, member: Member, peer: PeerNode) -> Teller:
        user = NodeUser.objects.create(account=make_account_of(member), home="gz")
        PeerUser.objects.create(peer=peer, user=user, is_told=True)
        return Teller(peer=peer, own=CITY, yours=str(user.pk))


class TestForm:
    @pytest.mark.parametrize(
        "broken",
        [
            {"kind": "promoted"},
            {"sequence": "1"},
            {"sequence": True},
            {"sequence": None},
            {"facts": []},
            {"id": "x"},
            {"user": None},
            {"yours": "x"},
        ],
    )
    def test_refuses_events_that_are_none(self, broken: dict[str, object]) -> None:
        teller = Teller(peer=make_peer())

        answer = teller.tell("registered", line_of(PROOFED_CITIZEN), **broken)

        assert answer["result"] == "refused"
        assert not Account.objects.exists()

    def test_refuses_what_is_no_object(self) -> None:
        answer = Teller(peer=make_peer()).send("closed")  # type: ignore[arg-type]  # on purpose

        assert answer[0]["code"] == "trust_sources.event.malformed"

    def test_refuses_calls_for_another_node(self) -> None:
        teller = Teller(peer=make_peer(), own=CITY)

        with pytest.raises(errors.CallMalformed):
            teller.tell("registered", line_of(PROOFED_CITIZEN))

    def test_refuses_more_events_than_one_call_may_hold(self) -> None:
        teller = Teller(peer=make_peer())
        event = teller.event("registered", line_of(PROOFED_CITIZEN))

        with pytest.raises(errors.CallMalformed):
            teller.send(*[event] * 51)
