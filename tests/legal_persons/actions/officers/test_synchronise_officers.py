"""Reading from the tax core who acts for a unit (D3)."""

import dataclasses
import datetime as dt

import pytest

from shiming.accounts.models import Session
from shiming.audit.models import AuditRecord
from shiming.jobs.types import JobId, JobRun
from shiming.kernel.actor import ActingIdentity, ActingKind, Actor
from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level
from shiming.legal_persons import errors, operations, queries, tasks
from shiming.legal_persons.actions.enterprise_sign_in.synchronise_for_sign_in import (
    synchronise_for_sign_in,
)
from shiming.legal_persons.actions.officers.synchronise_officers import synchronise_officers
from shiming.legal_persons.actions.offices.leave_office import leave_office
from shiming.legal_persons.models import LegalPerson, Office, OfficerMismatch
from shiming.legal_persons.types import (
    LegalPersonState,
    MismatchReason,
    OfficeEnd,
    OfficeKind,
    OfficeSource,
    OfficeState,
)
from shiming.messages.models import InboxMessage
from shiming.registers.models import RegisterLookup
from shiming.registers.types import CoreOfficerKind, TaxpayerState
from shiming.vendors.registers.simulator.behaviours import Behaviour
from tests.cast import (
    LEGAL_REPRESENTATIVE,
    OPERATOR,
    PROOFED_CITIZEN,
    UNPROOFED_CITIZEN,
    Member,
)
from tests.factories.accounts import NOW, make_visit, person_of
from tests.legal_persons.entry_kit import SYSTEM, World, actor_in, named

HEAD = named(LEGAL_REPRESENTATIVE, CoreOfficerKind.LEGAL_REPRESENTATIVE)
FINANCE = named(PROOFED_CITIZEN, CoreOfficerKind.FINANCE_OFFICER)
TOMORROW = NOW + dt.timedelta(days=1)


def night(now: dt.datetime) -> None:
    """Run what the platform runs by itself."""
    tasks.run_synchronisation(
        JobRun(id=JobId(new_id()), kind="legal_persons.synchronise", subject="", now=now)
    )


class TestSynchroniseOfficers:
    @pytest.mark.requirement("S35-4")
    def test_takes_who_is_captured_and_lists_whose_data_do_not_match(self, world: World) -> None:
        operator = named(OPERATOR, CoreOfficerKind.TAX_OFFICER)
        world.levels.of[person_of(world.finance)] = Level.REGISTERED
        world.names(
            HEAD,
            FINANCE,
            operator,
            named(UNPROOFED_CITIZEN, CoreOfficerKind.TAX_OFFICER, number="60010119"),
            named(UNPROOFED_CITIZEN, CoreOfficerKind.INVOICE_HANDLER, name="1"),
            named(LEGAL_REPRESENTATIVE, CoreOfficerKind.TAX_OFFICER, name="何守叶"),
        )

        done = world.synchronise()

        assert (done.active, done.opened, done.mismatches) == (1, 3, 5)
        officers = queries.list_officers(world.unit_id, now=NOW)
        assert [(one.person_id, one.source) for one in officers] == [
            (world.head.person_id, OfficeSource.CORE)
        ]
        # The mobile is that of the captured person with the same number.
        sign_in = queries.get_sign_in(
            world.enter(visit=(visit := make_visit())), visit=visit, now=NOW
        )
        choice = queries.list_choices(sign_in, now=NOW)[0]
        assert choice.mobile == LEGAL_REPRESENTATIVE.mobile_number
        listed = {(one.kind.value, one.reason) for one in queries.list_mismatches(world.unit_id)}
        assert listed == {
            ("finance_officer", MismatchReason.NOT_CAPTURED),
            ("tax_officer", MismatchReason.NOT_CAPTURED),
            ("tax_officer", MismatchReason.NUMBER_MALFORMED),
            ("invoice_handler", MismatchReason.NAME_MALFORMED),
            ("tax_officer", MismatchReason.NAME_DIFFERS),
        }

    def test_shows_the_list_for_correction_masked(self, world: World) -> None:
        world.names(HEAD, named(OPERATOR, CoreOfficerKind.TAX_OFFICER))
        world.synchronise()

        listed = queries.list_mismatches(world.unit_id)[0]

        assert OPERATOR.name not in listed.masked_name
        assert OPERATOR.number not in listed.masked_number

    def test_takes_somebody_in_once_they_are_captured(self, world: World) -> None:
        world.levels.of[person_of(world.finance)] = Level.REGISTERED
        world.synchronise()
        assert Office.objects.get(person=None).state == OfficeState.AGREED

        world.levels.of.clear()
        done = world.synchronise(now=TOMORROW)

        assert (done.active, done.opened, done.mismatches) == (2, 0, 0)
        assert not queries.list_mismatches(world.unit_id)
        assert OfficerMismatch.objects.get().settled_at == TOMORROW

    def test_says_of_an_officer_without_a_mobile_that_it_is_missing(self, world: World) -> None:
        world.finance.mobile = world.finance.mobile_index = None
        world.finance.save(update_fields=["mobile", "mobile_index"])

        world.synchronise()

        listed = queries.list_mismatches(world.unit_id)
        assert [one.reason for one in listed] == [MismatchReason.NO_MOBILE]

    def test_twice_changes_nothing_more(self, world: World) -> None:
        world.synchronise()
        before = list(Office.objects.order_by("pk").values())

        done = world.synchronise(now=TOMORROW)

        assert (done.opened, done.ended) == (0, 0)
        assert list(Office.objects.order_by("pk").values()) == before

    def test_tells_who_may_act_from_now_on(self, world: World) -> None:
        world.synchronise()

        told = InboxMessage.objects.values_list("account_id", flat=True)
        assert set(told) == {world.head.pk, world.finance.pk}

    def test_ends_what_the_core_names_no_longer_and_the_live_session_with_it(
        self, world: World
    ) -> None:
        world.synchronise()
        session = world.sign_in(PROOFED_CITIZEN)
        assert actor_in(session).identity.kind is ActingKind.OFFICE

        world.names(HEAD)
        done = world.synchronise(now=NOW + dt.timedelta(hours=1))

        assert done.ended == 1
        assert Office.objects.get(state=OfficeState.ENDED).end_reason == OfficeEnd.CORE
        assert actor_in(session).identity.kind is ActingKind.SELF

    def test_replaces_the_legal_representative(self, world: World) -> None:
        world.synchronise()
        world.names(named(PROOFED_CITIZEN, CoreOfficerKind.LEGAL_REPRESENTATIVE))

        world.synchronise(now=TOMORROW)

        head = Office.objects.get(state=OfficeState.ACTIVE)
        assert (head.kind, head.person_id) == ("legal_representative", world.finance.person_id)

    def test_takes_the_cores_word_on_who_heads_the_unit_even_without_a_mobile(
        self, world: World
    ) -> None:
        operations.open_office(
            legal_person_id=world.unit_id,
            kind=OfficeKind.LEGAL_REPRESENTATIVE,
            source=OfficeSource.REGISTER,
            state=OfficeState.ACTIVE,
            number=PROOFED_CITIZEN.document_number,
            name=PROOFED_CITIZEN.person_name,
            person_id=person_of(world.finance),
            actor=SYSTEM,
            now=NOW,
        )
        world.head.mobile = world.head.mobile_index = None
        world.head.save(update_fields=["mobile", "mobile_index"])
        world.names(HEAD)

        world.synchronise()

        active = Office.objects.get(state=OfficeState.ACTIVE)
        assert (active.person_id, active.source) == (world.head.person_id, OfficeSource.CORE)

    def test_bears_two_heads_and_one_person_named_twice(self, world: World) -> None:
        second = named(PROOFED_CITIZEN, CoreOfficerKind.LEGAL_REPRESENTATIVE)
        world.names(HEAD, second, FINANCE, FINANCE)

        done = world.synchronise()

        assert (done.opened, done.active) == (2, 2)

    def test_ends_nobody_over_a_number_that_cannot_be_read(self, world: World) -> None:
        world.synchronise()
        world.names(HEAD, named(PROOFED_CITIZEN, CoreOfficerKind.FINANCE_OFFICER, number="6001"))

        done = world.synchronise(now=TOMORROW)

        assert (done.ended, done.mismatches) == (0, 1)

    @pytest.mark.requirement("S32-10")
    @pytest.mark.parametrize("member", [LEGAL_REPRESENTATIVE, PROOFED_CITIZEN])
    def test_alone_removes_who_comes_from_the_core(self, world: World, member: Member) -> None:
        world.synchronise()
        office_id = world.office_of(member)
        heads = [actor_in(world.sign_in(one)) for one in (LEGAL_REPRESENTATIVE, PROOFED_CITIZEN)]

        for actor in heads:
            with pytest.raises(errors.OfficeFromCore):
                leave_office(office_id=office_id, reason=OfficeEnd.LEFT, actor=actor, now=NOW)
        assert Office.objects.filter(state=OfficeState.ACTIVE).count() == 2

        world.names(FINANCE if member is LEGAL_REPRESENTATIVE else HEAD)
        world.synchronise(now=TOMORROW)

        assert Office.objects.get(pk=office_id).state == OfficeState.ENDED

    def test_makes_the_cores_what_a_unit_had_named_itself(self, world: World) -> None:
        operations.open_office(
            legal_person_id=world.unit_id,
            kind=OfficeKind.FINANCE_OFFICER,
            source=OfficeSource.INVITATION,
            state=OfficeState.ACTIVE,
            number=PROOFED_CITIZEN.document_number,
            name=PROOFED_CITIZEN.person_name,
            person_id=person_of(world.finance),
            actor=SYSTEM,
            now=NOW,
        )

        world.synchronise()

        office = Office.objects.get(kind="finance_officer")
        assert (office.source, office.state) == (OfficeSource.CORE, OfficeState.ACTIVE)

    @pytest.mark.parametrize(
        ("behaviour", "refusal"),
        [
            (Behaviour.UNAVAILABLE, errors.CoreUnavailable),
            (Behaviour.TIMEOUT, errors.CoreUnavailable),
            (Behaviour.GARBAGE, errors.CoreUnavailable),
            (Behaviour.FORGED, errors.CoreUnavailable),
            (Behaviour.NO_RECORD, errors.CoreKnowsNoSuchUnit),
        ],
    )
    def test_changes_nothing_when_the_core_does_not_answer(
        self, world: World, behaviour: Behaviour, refusal: type[Exception]
    ) -> None:
        world.synchronise()
        before = list(Office.objects.order_by("pk").values())
        world.core.expect(behaviour)

        with pytest.raises(refusal):
            world.synchronise(now=TOMORROW)

        assert list(Office.objects.order_by("pk").values()) == before
        assert LegalPerson.objects.get(pk=world.unit_id).synchronised_at == NOW

    def test_asks_the_core_for_a_purpose_and_a_case_and_is_recorded(self, world: World) -> None:
        world.synchronise()

        lookup = RegisterLookup.objects.get()
        assert (lookup.register, lookup.check_kind) == ("tax_core", "officers")
        assert (lookup.purpose, lookup.case_number) == ("legal_person", f"unit:{world.unit_id}")
        assert AuditRecord.objects.filter(event="legal_persons.officers.synchronised").exists()


class TestADeregisteredUnit:
    @pytest.mark.requirement("S32-15")
    def test_loses_its_people_in_the_next_night_without_anybodys_visit(self, world: World) -> None:
        world.synchronise()
        session = world.sign_in(now=TOMORROW - dt.timedelta(hours=1))
        world.names(state=TaxpayerState.CANCELLED)

        night(NOW + dt.timedelta(hours=2))
        assert Office.objects.filter(state=OfficeState.ACTIVE).count() == 2
        night(TOMORROW)

        assert {office.end_reason for office in Office.objects.all()} == {OfficeEnd.UNIT_CANCELLED}
        assert LegalPerson.objects.get(pk=world.unit_id).state == LegalPersonState.CANCELLED
        assert actor_in(session).identity.kind is ActingKind.SELF
        with pytest.raises(errors.UnitNotActive):
            world.enter(visit=make_visit(), now=TOMORROW)

    def test_is_found_by_a_later_night_if_the_core_was_down(self, world: World) -> None:
        world.synchronise()
        world.names(state=TaxpayerState.CANCELLED)
        world.core.expect(Behaviour.UNAVAILABLE, times=1)

        night(TOMORROW)
        assert Office.objects.filter(state=OfficeState.ACTIVE).count() == 2
        night(TOMORROW + dt.timedelta(hours=1))

        assert not Office.objects.filter(state=OfficeState.ACTIVE).exists()

    def test_leaves_the_account_itself_alone(self, world: World) -> None:
        world.synchronise()
        session = world.sign_in()
        world.names(state=TaxpayerState.CANCELLED)

        night(TOMORROW)

        assert Session.objects.get(public_id=session.session_id).ended_at is None


class TestTheButton:
    def test_is_for_who_manages_the_officers_of_that_unit(self, world: World) -> None:
        stranger = Actor(account_id=new_id())
        elsewhere = dataclasses.replace(
            stranger,
            identity=ActingIdentity(
                kind=ActingKind.OFFICE,
                legal_person_id=world.agency_id,
                permissions=frozenset({"legal_persons:officers:manage"}),
            ),
        )
        clerk = dataclasses.replace(
            stranger,
            identity=ActingIdentity(
                kind=ActingKind.OFFICE,
                legal_person_id=world.unit_id,
                permissions=frozenset({"legal_persons:unit:act"}),
            ),
        )

        for actor in (stranger, elsewhere, clerk):
            with pytest.raises(errors.UnitNotFound):
                synchronise_officers(legal_person_id=world.unit_id, actor=actor, now=NOW)
        assert not RegisterLookup.objects.exists()

    def test_bears_no_flooding(self, world: World) -> None:
        visit = make_visit()
        sign_in_id = world.enter(visit=visit)

        done = synchronise_for_sign_in(sign_in_id=sign_in_id, visit=visit, now=NOW)
        with pytest.raises(errors.SynchronisedJustNow):
            synchronise_for_sign_in(sign_in_id=sign_in_id, visit=visit, now=NOW)

        assert done.active == 2
        assert RegisterLookup.objects.count() == 1

    def test_needs_the_units_password_first(self, world: World) -> None:
        visit = make_visit()
        sign_in_id = world.enter(visit=visit)

        with pytest.raises(errors.UnitSignInLost):
            synchronise_for_sign_in(sign_in_id=sign_in_id, visit=make_visit(), now=NOW)
        assert not RegisterLookup.objects.exists()
