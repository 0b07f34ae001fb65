"""What a peer tells of somebody who is known, and what it cannot make happen."""

import uuid

import pytest

from shiming.accounts.models import Account
from shiming.accounts.types import AccountState
from shiming.kernel.levels import Level
from shiming.proofing import queries as proofing
from shiming.trust_sources.models.nodes import UserConflict
from tests.cast import AGENT, MINORITY_CITIZEN, PROOFED_CITIZEN, Member
from tests.factories.accounts import make_account_of
from tests.trust_sources.nodes.node_kit import (
    NOW,
    Teller,
    account_of,
    arrive,
    change_mobile,
    line_of,
    make_peer,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]


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
