"""What a peer tells, and what it cannot make happen."""

import uuid

import pytest

from shiming.accounts.models import Account, ContactChange
from shiming.accounts.types import AccountKind, AccountState
from shiming.kernel.levels import Level
from shiming.proofing import queries as proofing
from shiming.proofing.models import Evidence
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.models.nodes import (
    NodeUser,
    OutgoingEvent,
    PeerNode,
    PeerUser,
    UserConflict,
)
from shiming.trust_sources.ports import nodes as ports
from shiming.trust_sources.types.nodes import NodeRole
from tests.cast import AGENT, MINORITY_CITIZEN, PROOFED_CITIZEN, UNPROOFED_CITIZEN, Member
from tests.factories.accounts import make_account, make_account_of
from tests.trust_sources.nodes.node_kit import (
    CITY,
    CODE_OF_BODY,
    NOW,
    Teller,
    line_of,
    make_peer,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]


def arrive(member: Member = PROOFED_CITIZEN, *, code: str = "gz", **peer: object) -> Teller:
    """Return a city that has told of one of the cast, who is known here now."""
    teller = Teller(peer=make_peer(code, **peer))  # type: ignore[arg-type]  # a dict of several types
    answer = teller.tell("registered", line_of(member))
    assert answer["result"] == "applied"
    teller.yours = str(answer["user"])
    return teller


def account_of(teller: Teller) -> Account:
    assert teller.yours is not None
    return Account.objects.get(pk=NodeUser.objects.get(pk=teller.yours).account_id)


def change_mobile(was: Member, becomes: Member) -> dict[str, object]:
    return {
        "contact": "mobile",
        "was": was.mobile_number.value,
        "now": becomes.mobile_number.value,
    }


class TestRegistered:
    def test_makes_an_account_without_a_password_that_is_at_home_with_the_teller(self) -> None:
        teller = arrive()

        account = account_of(teller)
        assert (account.state, account.password) == (AccountState.ACTIVE, "")
        assert account.mobile == PROOFED_CITIZEN.mobile_number.value
        assert NodeUser.objects.get().home == "gz"
        # Nothing goes back to whom it came from.
        assert not OutgoingEvent.objects.exists()

    def test_joins_who_has_the_same_number_and_name_and_changes_nothing_of_theirs(self) -> None:
        known = make_account_of(PROOFED_CITIZEN, is_attached=True)
        teller = Teller(peer=make_peer())

        other = {"mobile": AGENT.mobile_number.value}
        answer = teller.tell("registered", line_of(PROOFED_CITIZEN, **other))

        assert answer["result"] == "applied"
        assert Account.objects.count() == 1
        known.refresh_from_db()
        assert known.mobile == PROOFED_CITIZEN.mobile_number.value

    def test_takes_in_who_is_not_proofed(self) -> None:
        teller = Teller(peer=make_peer())

        mobile = {"mobile": UNPROOFED_CITIZEN.mobile_number.value, "email": "kein@example.cn"}
        answer = teller.tell("registered", {"user": teller.user, "kind": "natural", **mobile})

        assert answer["result"] == "applied"
        account = Account.objects.get()
        assert (account.person_id, account.email) == (None, "kein@example.cn")

    def test_takes_in_a_body_and_joins_it_the_second_time(self) -> None:
        body = {"kind": "legal", "code": CODE_OF_BODY, "name": "南山样例有限公司"}
        first, second = Teller(peer=make_peer("gz")), Teller(peer=make_peer("sz"))

        first.tell("registered", {"user": first.user, **body})
        answer = second.tell("registered", {"user": second.user, **body})

        assert answer["result"] == "applied"
        assert Account.objects.get().kind == AccountKind.UNIT
        assert NodeUser.objects.get().body_code == CODE_OF_BODY
        assert PeerUser.objects.filter(user=NodeUser.objects.get()).count() == 2

    @pytest.mark.requirement("S33-25")
    @pytest.mark.parametrize("kind", ["staff", "api"])
    def test_refuses_staff(self, kind: str) -> None:
        teller = Teller(peer=make_peer())

        answer = teller.tell("registered", line_of(PROOFED_CITIZEN, kind=kind))

        assert (answer["result"], answer["code"]) == ("refused", "trust_sources.user.staff")
        assert not Account.objects.exists()

    @pytest.mark.parametrize(
        "broken",
        [
            {"number": "600101198506150024"},
            {"number": ""},
            {"name": "1"},
            {"mobile": "12345"},
            {"level": "advanced"},
            {"level": 3},
            {"document_type": "library_card"},
            {"kind": "robot"},
            {"user": "nobody"},
            {"password": "argon2"},
            {"email": "no\x00body"},
        ],
    )
    def test_refuses_what_is_not_of_the_format(self, broken: dict[str, object]) -> None:
        answer = Teller(peer=make_peer()).tell("registered", line_of(PROOFED_CITIZEN, **broken))

        assert answer["result"] == "refused"
        assert not PeerUser.objects.exists()
        assert not Account.objects.exists()

    def test_puts_another_name_for_the_same_number_into_the_work_list(self) -> None:
        make_account_of(PROOFED_CITIZEN, is_attached=True)
        teller = Teller(peer=make_peer())

        answer = teller.tell("registered", line_of(PROOFED_CITIZEN, name="陈向南"))

        assert answer["result"] == "conflict"
        assert UserConflict.objects.get().kind == "name_differs"
        assert not NodeUser.objects.exists()

    def test_puts_a_mobile_of_somebody_else_into_the_work_list(self) -> None:
        holder = make_account_of(AGENT, is_attached=True)
        teller = Teller(peer=make_peer())

        taken = {"mobile": AGENT.mobile_number.value}
        answer = teller.tell("registered", line_of(PROOFED_CITIZEN, **taken))

        assert answer["result"] == "conflict"
        holder.refresh_from_db()
        assert holder.mobile == AGENT.mobile_number.value
        assert Account.objects.count() == 1

    def test_holds_up_what_follows_while_officers_have_not_decided(self) -> None:
        make_account_of(PROOFED_CITIZEN, is_attached=True)
        teller = Teller(peer=make_peer())
        teller.tell("registered", line_of(PROOFED_CITIZEN, name="陈向南"))

        answer = teller.tell("contact_changed", change_mobile(PROOFED_CITIZEN, AGENT))

        assert answer["code"] == "trust_sources.event.waits_for_officer"


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


class TestContactChanged:
    def test_follows_a_change_from_what_is_here(self) -> None:
        teller = arrive()

        answer = teller.tell("contact_changed", change_mobile(PROOFED_CITIZEN, AGENT))

        assert answer["result"] == "applied"
        assert account_of(teller).mobile == AGENT.mobile_number.value

    def test_follows_a_removal(self) -> None:
        teller = arrive()

        was = {"contact": "mobile", "was": PROOFED_CITIZEN.mobile_number.value, "now": None}
        answer = teller.tell("contact_changed", was)

        assert answer["result"] == "applied"
        assert account_of(teller).mobile is None

    def test_does_not_follow_from_something_else_than_is_here(self) -> None:
        teller = arrive()

        answer = teller.tell("contact_changed", change_mobile(AGENT, MINORITY_CITIZEN))

        assert answer["result"] == "conflict"
        assert UserConflict.objects.get().kind == "contact_differs"
        assert account_of(teller).mobile == PROOFED_CITIZEN.mobile_number.value

    def test_takes_no_mobile_from_an_account_that_is_here(self) -> None:
        teller = arrive()
        holder = make_account_of(AGENT)

        answer = teller.tell("contact_changed", change_mobile(PROOFED_CITIZEN, AGENT))

        assert answer["result"] == "conflict"
        holder.refresh_from_db()
        assert holder.mobile == AGENT.mobile_number.value
        assert account_of(teller).mobile == PROOFED_CITIZEN.mobile_number.value

    def test_refuses_an_unknown_kind_of_contact(self) -> None:
        answer = arrive().tell("contact_changed", {"contact": "pigeon", "now": "x"})

        assert answer["code"] == "trust_sources.user.malformed"


class TestLevels:
    @pytest.mark.parametrize(
        ("agreed", "expected"),
        [
            (Level.REGISTERED, Level.REGISTERED),
            (Level.PRIMARY, Level.PRIMARY),
            (Level.INTERMEDIATE, Level.INTERMEDIATE),
        ],
    )
    def test_believes_a_level_up_to_what_was_agreed(self, agreed: Level, expected: Level) -> None:
        teller = arrive(highest_level=agreed)

        teller.tell("level_changed", {"level": "intermediate"})

        account = account_of(teller)
        level, _until = proofing.level_of_account(account.pk, NOW)
        assert max(level, Level.REGISTERED) == expected

    def test_forgets_what_the_peer_takes_back(self) -> None:
        teller = arrive(highest_level=Level.INTERMEDIATE)
        teller.tell("level_changed", {"level": "intermediate"})

        teller.tell("level_changed", {"level": "registered"})

        level, _until = proofing.level_of_account(account_of(teller).pk, NOW)
        assert level <= Level.REGISTERED

    def test_keeps_no_evidence_about_nobody(self) -> None:
        teller = Teller(peer=make_peer(highest_level=Level.INTERMEDIATE))
        described = {"user": teller.user, "kind": "natural", "level": "intermediate"}

        answer = teller.tell("registered", described)

        assert answer["result"] == "applied"
        level, _until = proofing.level_of_account(Account.objects.get().pk, NOW)
        assert level <= Level.REGISTERED

    def test_learns_a_level_again_from_who_registers_twice(self) -> None:
        teller = arrive(highest_level=Level.INTERMEDIATE)

        teller.tell("registered", line_of(PROOFED_CITIZEN, level="intermediate"))

        level, _until = proofing.level_of_account(account_of(teller).pk, NOW)
        assert level == Level.INTERMEDIATE


class TestIdentified:
    def document(self, member: Member, **changed: object) -> dict[str, object]:
        return {
            "document_type": "resident_id_card",
            "number": member.number,
            "name": member.name,
        } | changed

    def unproofed(self, **peer: object) -> Teller:
        teller = Teller(peer=make_peer(**peer))  # type: ignore[arg-type]  # a dict of several types
        level = {"user": teller.user, "kind": "natural", "level": "primary"}
        teller.yours = str(teller.tell("registered", level)["user"])
        return teller

    def test_attaches_who_is_new_here_with_what_was_agreed(self) -> None:
        teller = self.unproofed(highest_level=Level.PRIMARY)

        answer = teller.tell("identified", self.document(PROOFED_CITIZEN))

        account = account_of(teller)
        assert answer["result"] == "applied"
        assert account.person_id is not None
        assert proofing.level_of_account(account.pk, NOW)[0] == Level.PRIMARY

    def test_does_nothing_where_it_is_known(self) -> None:
        teller = arrive()

        assert teller.tell("identified", self.document(PROOFED_CITIZEN))["result"] == "applied"

    def test_makes_nobody_the_owner_of_what_others_own(self) -> None:
        make_account_of(PROOFED_CITIZEN, is_attached=True)
        teller = self.unproofed()

        answer = teller.tell("identified", self.document(PROOFED_CITIZEN))

        assert answer["result"] == "conflict"
        assert UserConflict.objects.get().kind == "person_differs"
        assert account_of(teller).person_id is None

    def test_changes_no_name_by_itself(self) -> None:
        teller = arrive()

        answer = teller.tell("identified", self.document(PROOFED_CITIZEN, name="陈向南"))

        assert answer["result"] == "conflict"
        assert UserConflict.objects.get().kind == "name_differs"

    def test_makes_no_account_anothers(self) -> None:
        teller = arrive()

        answer = teller.tell("identified", self.document(AGENT))

        assert answer["result"] == "conflict"
        assert UserConflict.objects.get().kind == "person_differs"

    def test_refuses_a_person_without_a_number(self) -> None:
        assert arrive().tell("identified", {})["code"] == "trust_sources.user.malformed"


class TestMerged:
    def test_merges_two_accounts_of_one_person(self) -> None:
        first = arrive()
        second = Teller(peer=first.peer)
        described = line_of(PROOFED_CITIZEN, mobile=AGENT.mobile_number.value)
        # The same person's second account is joined to the first here; then there is nothing to do.
        second.tell("registered", described)

        answer = second.tell("merged", {"into": first.user})

        assert answer["result"] == "applied"
        assert Account.objects.count() == 1

    def test_asks_people_where_the_two_are_not_one_person_here(self) -> None:
        first = arrive()
        second = Teller(peer=first.peer)
        second.tell("registered", line_of(AGENT))

        answer = second.tell("merged", {"into": first.user})

        assert answer["result"] == "conflict"
        assert Account.objects.exclude(state=AccountState.CLOSED).count() == 2

    def test_refuses_to_merge_into_somebody_unknown(self) -> None:
        answer = arrive().tell("merged", {"into": str(uuid.uuid4())})

        assert answer["code"] == "trust_sources.event.not_home"


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
