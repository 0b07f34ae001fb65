"""Somebody asks to act for a unit, and its heads decide (S31-8, S31-12)."""

import dataclasses
import datetime as dt

import pytest
from django.db import transaction

from shiming.accounts import errors as accounts_errors
from shiming.accounts import ports as accounts_ports
from shiming.accounts.models import Account
from shiming.accounts.types import CheckedForm, CounterScope, HumanAnswer
from shiming.audit.models import AuditRecord
from shiming.kernel import clock
from shiming.legal_persons import errors, ports, queries
from shiming.legal_persons.actions.offices.decide_request import decide_request
from shiming.legal_persons.actions.offices.find_unit import find_unit
from shiming.legal_persons.actions.offices.leave_office import leave_office
from shiming.legal_persons.actions.offices.request_office import request_office
from shiming.legal_persons.models import LegalPerson, Office
from shiming.legal_persons.types import (
    LegalPersonFacts,
    LegalPersonId,
    LegalPersonState,
    OfficeEnd,
    OfficeId,
    OfficeKind,
    OfficeState,
)
from shiming.messages.models import Todo
from tests.cast import AGENT, UNPROOFED_CITIZEN
from tests.factories.accounts import NOW, make_account_of, make_actor, make_visit
from tests.factories.legal_persons import CODE, OTHER_CODE, make_proofed, make_unit
from tests.legal_persons.office_kit import (
    REQUEST_TODO,
    Staffed,
    make_staffed,
    state_of_office,
    told_of,
    waiting_for,
)
from tests.legal_persons.race_kit import at_once
from tests.legal_persons.registration_kit import identities_of

pytestmark = pytest.mark.django_db

TODAY = NOW.astimezone(clock.CHINA).date()
NUMBER = "600101700000021"
CODES = (
    "91600101MA0TE5R05K",
    "91600101MA0TE5R13E",
    "91600101MA0TE5R219",
    "91600101MA0TE5R3X1",
    "91600101MA0TE5R481",
    "91600101MA0TE5R56U",
)


def find(
    account: Account, number: str = CODE, *, human: HumanAnswer | None = None
) -> LegalPersonFacts:
    return find_unit(
        number=number,
        human=human or HumanAnswer(),
        visit=make_visit(),
        actor=make_actor(account),
        now=NOW,
    )


def ask(
    account: Account,
    unit: LegalPersonId,
    *,
    kind: OfficeKind = OfficeKind.TAX_OFFICER,
    until: dt.date | None = None,
) -> OfficeId:
    return request_office(
        legal_person_id=unit, kind=kind, until=until, actor=make_actor(account), now=NOW
    )


@pytest.fixture
def staffed() -> Staffed:
    return make_staffed()


@pytest.fixture
def applicant() -> Account:
    return make_proofed(AGENT)


class TestLookingForAUnit:
    @pytest.mark.parametrize("typed", [CODE, f" {CODE[:8].lower()} {CODE[8:]}　", NUMBER])
    def test_finds_it_by_credit_code_and_by_taxpayer_number(
        self, applicant: Account, typed: str
    ) -> None:
        unit = make_unit(taxpayer_number=NUMBER)

        assert find(applicant, typed).id == unit

    @pytest.mark.parametrize(
        "typed", ["样本市晴川贸易有限公司", CODE[:10], OTHER_CODE, f"{CODE}\0"]
    )
    def test_finds_nothing_by_less_than_the_whole_number(
        self, applicant: Account, typed: str
    ) -> None:
        make_unit()

        with pytest.raises(errors.UnitUnknown):
            find(applicant, typed)

    @pytest.mark.parametrize("state", [LegalPersonState.CANCELLED, LegalPersonState.REVOKED])
    def test_finds_no_unit_that_is_gone(self, applicant: Account, state: LegalPersonState) -> None:
        make_unit()
        LegalPerson.objects.update(state=state)

        with pytest.raises(errors.UnitNotActive):
            find(applicant)

    def test_is_for_proofed_people(self) -> None:
        make_unit()

        with pytest.raises(errors.PersonNotProofed):
            find(make_account_of(UNPROOFED_CITIZEN, is_attached=True))

    def test_counts_every_try_right_or_wrong(self, applicant: Account) -> None:
        make_unit()
        policy = accounts_ports.policy()
        scope = CounterScope.UNIT_SEARCH_PERSON
        few = {**policy.limits, scope: dataclasses.replace(policy.limits[scope], count=3)}
        checked = frozenset([CheckedForm.APPLY_FOR_OFFICE])
        with accounts_ports.policy.replaced(dataclasses.replace(policy, limits=few)):
            find(applicant)
            with pytest.raises(errors.UnitUnknown):
                find(applicant, OTHER_CODE)
            with (
                accounts_ports.policy.replaced(
                    dataclasses.replace(policy, limits=few, checked_forms=checked)
                ),
                pytest.raises(accounts_errors.HumanCheckFailed),
            ):
                find(applicant)

            with pytest.raises(errors.TooManySearches):
                find(applicant)


@pytest.mark.django_db(transaction=True)
class TestAskingAtOnce:
    def test_is_limited_as_one_after_the_other(self) -> None:
        with transaction.atomic():
            actor = make_actor(make_proofed(AGENT))
            units = [
                make_unit(code=code, name=f"样本市{place}有限公司", representative=None)
                for place, code in enumerate(CODES)
            ]

        def ask_for(place: int) -> None:
            request_office(
                legal_person_id=units[place],
                kind=OfficeKind.TAX_OFFICER,
                until=None,
                actor=actor,
                now=NOW,
            )

        with ports.policy.replaced(
            ports.LegalPersonPolicy(requests=ports.RequestLimits(waiting=2))
        ):
            outcomes = at_once(ask_for)

        assert sorted(outcomes) == ["in", "in", *["legal_persons.office.too_many_requests"] * 4]
        assert Office.objects.count() == 2


class TestAsking:
    def test_waits_on_the_lists_of_all_heads(self, staffed: Staffed, applicant: Account) -> None:
        office = ask(applicant, staffed.unit)

        assert state_of_office(office) is OfficeState.REQUESTED
        assert identities_of(applicant) == []
        assert waiting_for(staffed.head) == waiting_for(staffed.finance) == [REQUEST_TODO]
        assert AuditRecord.objects.filter(subject=f"office:{office}").count() == 1

    def test_lasts_through_the_day_that_was_asked_for(
        self, staffed: Staffed, applicant: Account
    ) -> None:
        office = ask(applicant, staffed.unit, until=TODAY)
        decide_request(office_id=office, is_approved=True, actor=staffed.acting(), now=NOW)

        found = queries.get_office(office)
        assert found.valid_until == dt.datetime.combine(
            TODAY + dt.timedelta(days=1), dt.time.min, clock.CHINA
        )

    def test_refuses_a_day_that_is_past(self, staffed: Staffed, applicant: Account) -> None:
        with pytest.raises(errors.TermOver):
            ask(applicant, staffed.unit, until=TODAY - dt.timedelta(days=1))

    @pytest.mark.parametrize(
        "kind",
        [OfficeKind.LEGAL_REPRESENTATIVE, OfficeKind.FINANCE_OFFICER, OfficeKind.AGENCY_EMPLOYEE],
    )
    def test_nobody_asks_to_head_a_unit(
        self, staffed: Staffed, applicant: Account, kind: OfficeKind
    ) -> None:
        with pytest.raises(errors.OfficeNotOffered):
            ask(applicant, staffed.unit, kind=kind)

    def test_is_refused_while_the_same_waits(self, staffed: Staffed, applicant: Account) -> None:
        ask(applicant, staffed.unit)

        with pytest.raises(errors.OfficeExists):
            ask(applicant, staffed.unit)

        assert Todo.objects.filter(kind=REQUEST_TODO).count() == 2

    @pytest.mark.parametrize(
        "limits",
        [ports.RequestLimits(waiting=1), ports.RequestLimits(a_day=1)],
        ids=["waiting", "a_day"],
    )
    def test_is_limited(
        self, staffed: Staffed, applicant: Account, limits: ports.RequestLimits
    ) -> None:
        other = make_unit(code=OTHER_CODE, name="样本市半山建设有限公司", representative=None)
        with ports.policy.replaced(ports.LegalPersonPolicy(requests=limits)):
            ask(applicant, staffed.unit)

            with pytest.raises(errors.TooManyRequests):
                ask(applicant, other)

        assert not Office.objects.filter(legal_person_id=other).exists()

    def test_says_nothing_of_whether_anybody_heads_the_unit(self, applicant: Account) -> None:
        unit = make_unit(representative=None)

        assert state_of_office(ask(applicant, unit)) is OfficeState.REQUESTED

    def test_is_for_proofed_people(self, staffed: Staffed) -> None:
        with pytest.raises(errors.PersonNotProofed):
            ask(make_account_of(UNPROOFED_CITIZEN, is_attached=True), staffed.unit)


class TestDeciding:
    def test_closes_the_task_everywhere_and_tells_who_asked(
        self, staffed: Staffed, applicant: Account
    ) -> None:
        office = ask(applicant, staffed.unit)

        decide_request(
            office_id=office, is_approved=True, actor=staffed.acting(staffed.finance), now=NOW
        )

        assert state_of_office(office) is OfficeState.ACTIVE
        assert len(identities_of(applicant)) == 1
        assert waiting_for(staffed.head) == waiting_for(staffed.finance) == []
        assert told_of(applicant) == [("office_agreed", "self")]

    def test_leaves_the_task_while_another_waits(
        self, staffed: Staffed, applicant: Account
    ) -> None:
        first = ask(applicant, staffed.unit)
        ask(applicant, staffed.unit, kind=OfficeKind.INVOICE_HANDLER)

        decide_request(office_id=first, is_approved=False, actor=staffed.acting(), now=NOW)

        assert waiting_for(staffed.head) == [REQUEST_TODO]
        assert told_of(applicant) == [("office_refused", "self")]

    def test_happens_once(self, staffed: Staffed, applicant: Account) -> None:
        office = ask(applicant, staffed.unit)
        decide_request(office_id=office, is_approved=False, actor=staffed.acting(), now=NOW)

        with pytest.raises(errors.OfficeMovedOn):
            decide_request(office_id=office, is_approved=True, actor=staffed.acting(), now=NOW)

        assert state_of_office(office) is OfficeState.REFUSED

    def test_is_not_for_who_asked(self, staffed: Staffed) -> None:
        office = ask(staffed.finance, staffed.unit)

        with pytest.raises(errors.OfficeNotFound):
            decide_request(
                office_id=office, is_approved=True, actor=staffed.acting(staffed.finance), now=NOW
            )

        assert state_of_office(office) is OfficeState.REQUESTED

    def test_is_needless_once_it_was_taken_back(self, staffed: Staffed, applicant: Account) -> None:
        office = ask(applicant, staffed.unit)

        leave_office(
            office_id=office, reason=OfficeEnd.OTHER_TASK, actor=make_actor(applicant), now=NOW
        )

        assert waiting_for(staffed.head) == []
        assert told_of(staffed.head) == []
        with pytest.raises(errors.OfficeMovedOn):
            decide_request(office_id=office, is_approved=True, actor=staffed.acting(), now=NOW)

    def test_shows_the_undecided_first(self, staffed: Staffed, applicant: Account) -> None:
        refused = ask(applicant, staffed.unit)
        decide_request(office_id=refused, is_approved=False, actor=staffed.acting(), now=NOW)
        undecided = ask(applicant, staffed.unit, kind=OfficeKind.INVOICE_HANDLER)

        listed = queries.list_requests_and_decisions(staffed.unit)

        assert [office.id for office in listed] == [undecided, refused]
