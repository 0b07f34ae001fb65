"""What officers decide about users whom two nodes do not agree about."""

import dataclasses

import pytest

from shiming.accounts import queries as accounts
from shiming.accounts.models import Account, ContactChange
from shiming.accounts.types import AccountId
from shiming.kernel.actor import ActingIdentity
from shiming.trust_sources.actions.nodes.confirm_settlement import confirm_settlement
from shiming.trust_sources.actions.nodes.settle_conflict import settle_conflict
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.models.nodes import NodeUser, OutgoingEvent, UserConflict
from shiming.trust_sources.queries import nodes as queries
from shiming.trust_sources.types.nodes import ConflictId, ConflictState, Decision, NodePermission
from tests.cast import AGENT, MINORITY_CITIZEN, PROOFED_CITIZEN
from tests.factories.accounts import make_account_of
from tests.trust_sources.nodes.node_kit import (
    CODE_OF_BODY,
    NOW,
    Teller,
    line_of,
    make_peer,
    officer,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]
OTHER_NAME = "陈向南"


def only_conflict() -> ConflictId:
    return ConflictId(UserConflict.objects.get().pk)


def settle(decision: Decision, *, reason: str = "核对了身份证原件") -> ConflictState:
    return settle_conflict(
        conflict_id=only_conflict(),
        decision=decision,
        reason=reason,
        officer=officer(NodePermission.SETTLE),
        now=NOW,
    )


def agree(*, agrees: bool = True) -> None:
    confirm_settlement(
        conflict_id=only_conflict(),
        agrees=agrees,
        officer=officer(NodePermission.SETTLE),
        now=NOW,
    )


def other_name() -> tuple[Account, Teller]:
    """Somebody is here under one name, and a city tells of another name for their number."""
    account = make_account_of(PROOFED_CITIZEN, is_attached=True)
    teller = Teller(peer=make_peer())
    teller.tell("registered", line_of(PROOFED_CITIZEN, name=OTHER_NAME))
    return account, teller


def taken_mobile() -> tuple[Account, Teller]:
    """A mobile is somebody's here, and a city tells that it is another person's."""
    account = make_account_of(AGENT, is_attached=True)
    teller = Teller(peer=make_peer())
    teller.tell("registered", line_of(PROOFED_CITIZEN, mobile=AGENT.mobile_number.value))
    return account, teller


def both_changed() -> Teller:
    """A city changes a mobile from something that is not here any more."""
    teller = Teller(peer=make_peer())
    teller.tell("registered", line_of(PROOFED_CITIZEN))
    facts = {
        "contact": "mobile",
        "was": MINORITY_CITIZEN.mobile_number.value,
        "now": AGENT.mobile_number.value,
    }
    assert teller.tell("contact_changed", facts)["result"] == "conflict"
    return teller


def name_of(account: Account) -> str:
    account.refresh_from_db()
    person_id = accounts.get_account(AccountId(account.pk)).person_id
    assert person_id is not None
    return accounts.get_person(person_id).name.value


class TestOtherName:
    def test_keeping_ours_changes_nothing_and_lets_what_follows_pass_by(self) -> None:
        account, teller = other_name()

        assert settle(Decision.KEEP_OURS) is ConflictState.SETTLED

        assert name_of(account) == PROOFED_CITIZEN.name
        assert not NodeUser.objects.exists()
        assert teller.tell("closed", {})["result"] == "applied"
        account.refresh_from_db()
        assert account.state == "active"

    def test_taking_theirs_needs_a_second_officer(self) -> None:
        account, _teller = other_name()

        assert settle(Decision.TAKE_THEIRS) is ConflictState.PROPOSED
        assert name_of(account) == PROOFED_CITIZEN.name
        agree()

        assert name_of(account) == OTHER_NAME
        assert NodeUser.objects.get().account_id == account.pk
        assert UserConflict.objects.get().state == ConflictState.SETTLED

    def test_nobody_is_their_own_second_officer(self) -> None:
        account, _teller = other_name()
        first = officer(NodePermission.SETTLE)
        settle_conflict(
            conflict_id=only_conflict(),
            decision=Decision.TAKE_THEIRS,
            reason="核对了身份证原件",
            officer=first,
            now=NOW,
        )

        with pytest.raises(errors.SecondOfficerNeeded):
            confirm_settlement(conflict_id=only_conflict(), agrees=True, officer=first, now=NOW)

        assert name_of(account) == PROOFED_CITIZEN.name
        assert queries.get_conflict(conflict_id=only_conflict(), viewer=first).is_own_proposal

    def test_nor_with_another_account_of_the_same_person(self) -> None:
        account, _teller = other_name()
        first = dataclasses.replace(
            officer(NodePermission.SETTLE),
            account_id=account.pk,
            person_id=account.person_id,
        )
        settle_conflict(
            conflict_id=only_conflict(),
            decision=Decision.TAKE_THEIRS,
            reason="核对了身份证原件",
            officer=first,
            now=NOW,
        )
        again = dataclasses.replace(officer(NodePermission.SETTLE), person_id=account.person_id)

        with pytest.raises(errors.SecondOfficerNeeded):
            confirm_settlement(conflict_id=only_conflict(), agrees=True, officer=again, now=NOW)

        assert name_of(account) == PROOFED_CITIZEN.name

    def test_a_second_officer_may_disagree(self) -> None:
        account, _teller = other_name()
        settle(Decision.TAKE_THEIRS)

        agree(agrees=False)

        assert UserConflict.objects.get().state == ConflictState.OPEN
        assert name_of(account) == PROOFED_CITIZEN.name
        with pytest.raises(errors.ConflictSettled):
            agree()

    def test_one_number_is_never_two_persons(self) -> None:
        other_name()

        with pytest.raises(errors.DecisionImpossible):
            settle(Decision.TWO_PERSONS)

        assert UserConflict.objects.get().state == ConflictState.OPEN

    def test_is_decided_once(self) -> None:
        other_name()
        settle(Decision.KEEP_OURS)

        with pytest.raises(errors.ConflictSettled):
            settle(Decision.TAKE_THEIRS)

    def test_a_body_of_another_name_waits_as_well(self) -> None:
        body = {"kind": "legal", "code": CODE_OF_BODY}
        first, second = Teller(peer=make_peer("gz")), Teller(peer=make_peer("sz"))
        first.tell("registered", {"user": first.user, "name": "南山样例有限公司", **body})

        second.tell("registered", {"user": second.user, "name": "北山样例有限公司", **body})
        settle(Decision.TAKE_THEIRS)
        agree()

        assert NodeUser.objects.get().body_name == "北山样例有限公司"


class TestTakenMobile:
    def test_two_persons_both_stay_and_the_mobile_stays_where_it_is(self) -> None:
        holder, _teller = taken_mobile()

        assert settle(Decision.TWO_PERSONS) is ConflictState.SETTLED

        holder.refresh_from_db()
        assert holder.mobile == AGENT.mobile_number.value
        added = Account.objects.exclude(pk=holder.pk).get()
        assert (added.mobile, added.person_id is not None) == (None, True)

    def test_taking_theirs_gives_the_mobile_away_with_two_officers(self) -> None:
        holder, _teller = taken_mobile()

        settle(Decision.TAKE_THEIRS)
        holder.refresh_from_db()
        assert holder.mobile == AGENT.mobile_number.value
        agree()

        holder.refresh_from_db()
        assert holder.mobile is None
        assert Account.objects.exclude(pk=holder.pk).get().mobile == AGENT.mobile_number.value


class TestBothChanged:
    def test_keeping_ours_tells_the_city_what_holds(self) -> None:
        both_changed()

        settle(Decision.KEEP_OURS)

        event = OutgoingEvent.objects.get()
        assert (event.kind, event.facts) == (
            "contact_changed",
            {
                "contact": "mobile",
                "was": AGENT.mobile_number.value,
                "now": PROOFED_CITIZEN.mobile_number.value,
            },
        )

    def test_taking_theirs_follows_the_city(self) -> None:
        both_changed()

        settle(Decision.TAKE_THEIRS)
        agree()

        account = Account.objects.get()
        assert account.mobile == AGENT.mobile_number.value
        assert ContactChange.objects.count() == 1


class TestOtherPerson:
    def test_an_account_never_passes_to_another_person(self) -> None:
        teller = Teller(peer=make_peer())
        teller.tell("registered", line_of(PROOFED_CITIZEN))
        document = {
            "document_type": "resident_id_card",
            "number": AGENT.number,
            "name": AGENT.name,
        }
        teller.tell("identified", document)

        settle(Decision.TAKE_THEIRS)
        with pytest.raises(errors.ConflictMovedOn):
            agree()

        assert UserConflict.objects.get().state == ConflictState.PROPOSED
        assert name_of(Account.objects.get()) == PROOFED_CITIZEN.name

    def merge(self, **second_is: object) -> None:
        first = Teller(peer=make_peer())
        first.tell("registered", line_of(PROOFED_CITIZEN))
        second = Teller(peer=first.peer)
        second.tell("registered", line_of(AGENT, **second_is))
        second.tell("merged", {"into": first.user})
        settle(Decision.TAKE_THEIRS)

    def test_accounts_of_two_persons_are_merged_by_nobody(self) -> None:
        self.merge()

        with pytest.raises(errors.ConflictMovedOn):
            agree()

        assert list(Account.objects.values_list("state", flat=True)) == ["active", "active"]

    def test_an_account_of_nobody_known_is_merged_by_two_officers(self) -> None:
        self.merge(number="", name="", document_type="")

        agree()

        assert sorted(Account.objects.values_list("state", flat=True)) == ["active", "closed"]


class TestWhoMaySettle:
    def test_strangers_see_and_decide_nothing(self) -> None:
        other_name()
        stranger = dataclasses.replace(officer(), identity=ActingIdentity())

        with pytest.raises(errors.MayNotSettle):
            queries.list_conflicts(viewer=stranger)
        with pytest.raises(errors.MayNotSettle):
            confirm_settlement(conflict_id=only_conflict(), agrees=True, officer=stranger, now=NOW)

    @pytest.mark.parametrize("reason", ["", "  ", "长" * 201])
    def test_a_decision_needs_a_reason(self, reason: str) -> None:
        other_name()

        with pytest.raises(errors.ReasonMissing):
            settle(Decision.KEEP_OURS, reason=reason)

    def test_refuses_what_is_not_there(self) -> None:
        with pytest.raises(errors.ConflictNotFound):
            queries.get_conflict(
                conflict_id=ConflictId(make_peer().pk), viewer=officer(NodePermission.SETTLE)
            )

    def test_shows_both_sides_masked(self) -> None:
        taken_mobile()

        (facts,) = queries.list_conflicts(viewer=officer(NodePermission.SETTLE))

        assert (facts.ours.name, facts.theirs.name) == ("罗**", "陈**")
        assert PROOFED_CITIZEN.number not in facts.theirs.number
        assert facts.may_be_two
