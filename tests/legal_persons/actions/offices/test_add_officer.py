"""Heads of a unit add officers, who confirm it themselves; either side ends it (S31-9)."""

import dataclasses

import pytest

from shiming.accounts import ports as accounts_ports
from shiming.accounts.models import Account
from shiming.accounts.types import CounterScope
from shiming.kernel.actor import ActingIdentity, ActingKind
from shiming.kernel.phones import Mobile
from shiming.legal_persons import errors, operations, queries
from shiming.legal_persons.actions.offices.add_officer import add_officer
from shiming.legal_persons.actions.offices.answer_office import answer_office
from shiming.legal_persons.actions.offices.choose_risk_alerts import choose_risk_alerts
from shiming.legal_persons.actions.offices.invite_to_capture import invite_to_capture
from shiming.legal_persons.actions.offices.leave_office import leave_office
from shiming.legal_persons.models import LegalPerson, Office
from shiming.legal_persons.types import (
    LegalPersonPermission,
    LegalPersonState,
    OfficeEnd,
    OfficeId,
    OfficeKind,
    OfficerInvitation,
    OfficeState,
)
from shiming.messages import operations as messages
from shiming.messages.models import OutboxMessage
from tests.cast import AGENT, PROOFED_CITIZEN, REVIEWER, UNPROOFED_CITIZEN
from tests.factories.accounts import NOW, make_account_of, make_actor
from tests.factories.legal_persons import CODE, UNIT_NAME, make_office, make_proofed
from tests.legal_persons.office_kit import (
    CONFIRM_TODO,
    CONTACT,
    Staffed,
    invitation_of,
    make_staffed,
    state_of_office,
    told_of,
    waiting_for,
)
from tests.legal_persons.registration_kit import acting_for, identities_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def staffed() -> Staffed:
    return make_staffed()


@pytest.fixture
def officer() -> Account:
    return make_proofed(AGENT)


def add(staffed: Staffed, invitation: OfficerInvitation | None = None) -> OfficeId:
    return add_officer(invitation=invitation or invitation_of(), actor=staffed.acting(), now=NOW)


def answer(account: Account, office: OfficeId, *, is_accepted: bool = True) -> None:
    answer_office(office_id=office, is_accepted=is_accepted, actor=make_actor(account), now=NOW)


class TestAdding:
    def test_offers_an_office_that_waits_for_the_person(
        self, staffed: Staffed, officer: Account
    ) -> None:
        office = add(staffed)

        found = queries.get_office(office)
        assert found.state is OfficeState.AWAITING_CONFIRMATION
        assert (found.position, found.accepts_risk_alerts) == ("会计", True)
        assert found.mobile == Mobile.parse(CONTACT)
        assert identities_of(officer) == []
        assert waiting_for(officer) == [CONFIRM_TODO]
        assert told_of(officer) == [("officer_added", "self")]

    @pytest.mark.parametrize("kind", [OfficeKind.LEGAL_REPRESENTATIVE, OfficeKind.FINANCE_OFFICER])
    def test_makes_nobody_head(self, staffed: Staffed, officer: Account, kind: OfficeKind) -> None:
        with pytest.raises(errors.OfficeNotOffered):
            add(staffed, invitation_of(kind=kind))

        assert waiting_for(officer) == []

    def test_is_for_those_who_head_the_unit_and_act_for_it_now(
        self, staffed: Staffed, officer: Account
    ) -> None:
        acting = make_office(staffed.unit, AGENT, officer, kind=OfficeKind.TAX_OFFICER)
        before = Office.objects.count()

        for actor in (
            make_actor(staffed.head),
            acting_for(officer, staffed.unit, LegalPersonPermission.ACT),
        ):
            with pytest.raises(errors.UnitNotFound):
                add_officer(invitation=invitation_of(PROOFED_CITIZEN), actor=actor, now=NOW)

        assert Office.objects.count() == before
        assert state_of_office(acting) is OfficeState.ACTIVE

    def test_is_refused_for_a_unit_that_is_gone(self, staffed: Staffed, officer: Account) -> None:
        LegalPerson.objects.update(state=LegalPersonState.REVOKED)

        with pytest.raises(errors.UnitNotActive):
            add(staffed)


class TestWhoIsNotCaptured:
    def test_is_not_added_whether_unknown_unproofed_or_of_another_name(
        self, staffed: Staffed, officer: Account
    ) -> None:
        make_account_of(UNPROOFED_CITIZEN, is_attached=True)
        before = Office.objects.count()

        for invitation in (
            invitation_of(REVIEWER),
            invitation_of(UNPROOFED_CITIZEN),
            invitation_of(AGENT, name="罗可"),
        ):
            with pytest.raises(errors.PersonNotCaptured):
                add(staffed, invitation)

        assert Office.objects.count() == before
        assert waiting_for(officer) == []
        assert told_of(officer) == []

    def test_is_searched_for_no_more_often_than_the_day_allows(
        self, staffed: Staffed, officer: Account
    ) -> None:
        policy = accounts_ports.policy()
        scope = CounterScope.OFFICER_SEARCH_UNIT
        few = {**policy.limits, scope: dataclasses.replace(policy.limits[scope], count=1)}
        with accounts_ports.policy.replaced(dataclasses.replace(policy, limits=few)):
            with pytest.raises(errors.PersonNotCaptured):
                add(staffed, invitation_of(AGENT, name="罗可"))

            with pytest.raises(errors.TooManySearches):
                add(staffed)

    def test_is_invited_by_a_text_that_names_the_unit_alone(self, staffed: Staffed) -> None:
        invite_to_capture(mobile=Mobile.parse(CONTACT), actor=staffed.acting(), now=NOW)

        text = OutboxMessage.objects.get(template="legal_persons/capture_invitation")
        assert text.recipient == Mobile.parse(CONTACT).value
        assert UNIT_NAME in text.content["body"]

    def test_is_invited_by_those_who_head_the_unit_and_not_without_end(
        self, staffed: Staffed
    ) -> None:
        policy = accounts_ports.policy()
        scope = CounterScope.CAPTURE_INVITATION_UNIT
        few = {**policy.limits, scope: dataclasses.replace(policy.limits[scope], count=1)}
        mobile = Mobile.parse(CONTACT)
        with accounts_ports.policy.replaced(dataclasses.replace(policy, limits=few)):
            with pytest.raises(errors.UnitNotFound):
                invite_to_capture(mobile=mobile, actor=make_actor(staffed.head), now=NOW)
            invite_to_capture(mobile=mobile, actor=staffed.acting(), now=NOW)

            with pytest.raises(errors.TooManySearches):
                invite_to_capture(mobile=mobile, actor=staffed.acting(), now=NOW)

        assert OutboxMessage.objects.filter(template__endswith="capture_invitation").count() == 1


class TestConfirming:
    def test_makes_the_office_active_and_tells_the_heads(
        self, staffed: Staffed, officer: Account
    ) -> None:
        office = add(staffed)

        answer(officer, office)

        assert identities_of(officer) == [UNIT_NAME]
        assert waiting_for(officer) == []
        heard = [("officer_confirmed", f"legal_person:{staffed.unit}")]
        assert told_of(staffed.head) == told_of(staffed.finance) == heard

    def test_refused_nobody_acts_and_the_heads_hear_of_it(
        self, staffed: Staffed, officer: Account
    ) -> None:
        office = add(staffed)

        answer(officer, office, is_accepted=False)

        assert state_of_office(office) is OfficeState.REFUSED
        assert identities_of(officer) == waiting_for(officer) == []
        assert [kind for kind, _acting in told_of(staffed.head)] == ["officer_declined"]

    def test_is_nobody_elses(self, staffed: Staffed, officer: Account) -> None:
        office = add(staffed)

        with pytest.raises(errors.OfficeNotFound):
            answer(staffed.finance, office)

        assert state_of_office(office) is OfficeState.AWAITING_CONFIRMATION


class TestEnding:
    def test_by_the_unit_is_told_to_the_holder(self, staffed: Staffed, officer: Account) -> None:
        office = add(staffed)
        answer(officer, office)

        leave_office(office_id=office, reason=OfficeEnd.REPLACED, actor=staffed.acting(), now=NOW)

        assert identities_of(officer) == []
        assert told_of(officer)[-1] == ("office_ended", "self")

    def test_by_the_holder_is_told_to_the_heads(self, staffed: Staffed, officer: Account) -> None:
        office = add(staffed)
        answer(officer, office)

        leave_office(office_id=office, reason=OfficeEnd.LEFT, actor=make_actor(officer), now=NOW)

        assert identities_of(officer) == []
        left = ("officer_left", f"legal_person:{staffed.unit}")
        assert told_of(staffed.head)[-1] == told_of(staffed.finance)[-1] == left

    def test_of_what_nobody_confirmed_takes_it_off_the_list(
        self, staffed: Staffed, officer: Account
    ) -> None:
        office = add(staffed)

        leave_office(office_id=office, reason=OfficeEnd.REPLACED, actor=staffed.acting(), now=NOW)

        assert waiting_for(officer) == []
        with pytest.raises(errors.OfficeMovedOn):
            answer(officer, office)


class TestRiskAlerts:
    """They go to officers who accepted them, and to nobody else (S31-9, K1)."""

    def alert(self, staffed: Staffed) -> None:
        messages.alert_risk(
            template="legal_persons/unit_at_risk",
            identity=ActingIdentity(kind=ActingKind.OFFICE, legal_person_id=staffed.unit),
            context={"unit": UNIT_NAME},
            now=NOW,
        )

    def test_reach_whom_the_unit_added_so_once_they_have_confirmed(
        self, staffed: Staffed, officer: Account
    ) -> None:
        office = add(staffed)
        self.alert(staffed)
        assert "unit_at_risk" not in dict(told_of(officer))

        answer(officer, office)
        self.alert(staffed)

        assert dict(told_of(officer))["unit_at_risk"] == f"legal_person:{staffed.unit}"
        assert "unit_at_risk" not in dict(told_of(staffed.head))

    def test_reach_nobody_who_was_added_without(self, staffed: Staffed, officer: Account) -> None:
        answer(officer, add(staffed, invitation_of(accepts_risk_alerts=False)))

        self.alert(staffed)

        assert "unit_at_risk" not in dict(told_of(officer))

    def test_are_the_holders_own_choice(self, staffed: Staffed, officer: Account) -> None:
        office = add(staffed)
        with pytest.raises(errors.OfficeMovedOn):
            self.choose(officer, office, is_accepted=False)
        answer(officer, office)

        with pytest.raises(errors.OfficeNotFound):
            self.choose(staffed.head, office, is_accepted=False)
        self.choose(officer, office, is_accepted=False)
        self.choose(staffed.head, staffed.top, is_accepted=True)
        self.alert(staffed)

        assert "unit_at_risk" not in dict(told_of(officer))
        assert "unit_at_risk" in dict(told_of(staffed.head))

    def test_go_out_when_a_register_says_that_the_unit_is_no_longer_normal(
        self, staffed: Staffed, officer: Account
    ) -> None:
        answer(officer, add(staffed))

        operations.note_state(
            credit_code=CODE, state=LegalPersonState.REVOKED, actor=staffed.acting(), now=NOW
        )

        assert "unit_at_risk" in dict(told_of(officer))
        assert "unit_at_risk" not in dict(told_of(staffed.head))

    def choose(self, account: Account, office: OfficeId, *, is_accepted: bool) -> None:
        choose_risk_alerts(
            office_id=office, is_accepted=is_accepted, actor=make_actor(account), now=NOW
        )
