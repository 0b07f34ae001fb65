"""The last step of an agency's employee, and acting for the client (S35-12)."""

import datetime as dt

import pytest

from shiming.accounts import errors as accounts_errors
from shiming.accounts import ports as accounts_ports
from shiming.accounts.actions.switch_identity import switch_identity
from shiming.accounts.models import Session
from shiming.accounts.types import AccountId, Visit
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import ActingKind, Actor
from shiming.kernel.levels import Level
from shiming.legal_persons import errors, operations, queries
from shiming.legal_persons.actions.agencies.end_client_accesses import end_client_accesses
from shiming.legal_persons.actions.agencies.revoke_agency import revoke_agency
from shiming.legal_persons.actions.enterprise_sign_in.step_back import step_back
from shiming.legal_persons.models import AgencyRecognition, Office
from shiming.legal_persons.types import (
    EntryWay,
    OfficeEnd,
    RecognitionId,
)
from shiming.registers.types import TaxpayerState
from tests.cast import AGENT
from tests.factories.accounts import NOW, make_actor, make_visit, person_of
from tests.legal_persons.agency_kit import OTHER_AGREEMENT, SOON, employee, name_client, recognise
from tests.legal_persons.entry_kit import (
    AGENCY_CODE,
    AGREEMENT,
    CODE,
    SYSTEM,
    TAXPAYER_NUMBER,
    World,
    actor_in,
    session_of,
)


class TestTheAgenciesWay:
    @pytest.mark.requirement("S35-12")
    @pytest.mark.parametrize("number", [CODE, TAXPAYER_NUMBER])
    def test_leads_over_three_secrets_to_a_session_that_names_all_three(
        self, world: World, visit: Visit, recognition: RecognitionId, number: str
    ) -> None:
        sign_in_id = employee(world, visit)
        assert Session.objects.filter(account=world.agent).count() == 0

        started = name_client(sign_in_id, visit, number=number)

        session, actor = session_of(started), actor_in(started)
        assert (session.account_id, session.person_id) == (world.agent.pk, world.agent.person_id)
        assert actor.identity.kind is ActingKind.AGENCY
        assert actor.identity.organisation_id == world.agency_id
        assert actor.identity.legal_person_id == world.unit_id
        assert actor.may("legal_persons:unit:act")
        assert not actor.may("legal_persons:officers:manage")
        record = AuditRecord.objects.get(
            event="accounts.session.started", account_id=world.agent.pk
        )
        assert (record.person_id, record.organisation_id, record.legal_person_id) == (
            world.agent.person_id,
            world.agency_id,
            world.unit_id,
        )

    def test_cannot_be_cut_short(
        self, world: World, visit: Visit, recognition: RecognitionId
    ) -> None:
        sign_in_id = world.enter(way=EntryWay.AGENCY, identifier=AGENCY_CODE, visit=visit, now=SOON)
        with pytest.raises(errors.StepSkipped):
            name_client(sign_in_id, visit)
        world.choose(sign_in_id, AGENT, visit=visit, now=SOON)
        with pytest.raises(errors.StepSkipped):
            name_client(sign_in_id, visit)

    def test_forgets_the_employees_proof_on_the_way_back(
        self, world: World, visit: Visit, recognition: RecognitionId
    ) -> None:
        sign_in_id = employee(world, visit)

        step_back(sign_in_id=sign_in_id, visit=visit, now=SOON)

        with pytest.raises(errors.StepSkipped):
            name_client(sign_in_id, visit)

    @pytest.mark.parametrize(
        ("number", "password"),
        [
            (CODE, OTHER_AGREEMENT),
            (CODE, ""),
            ("91600102MA0TE5T32H", AGREEMENT),
            (AGENCY_CODE, AGREEMENT),
            ("\0", AGREEMENT),
            ("x" * 500, AGREEMENT),
        ],
    )
    def test_says_the_same_of_a_wrong_password_and_of_who_is_no_client(
        self,
        world: World,
        visit: Visit,
        recognition: RecognitionId,
        number: str,
        password: str,
    ) -> None:
        sign_in_id = employee(world, visit)

        with pytest.raises(errors.AgreementWrong):
            name_client(sign_in_id, visit, number=number, password=password)
        assert not Session.objects.filter(account=world.agent).exists()

    @pytest.mark.parametrize("number", [CODE, "91600102MA0TE5T32H"])
    def test_allows_five_tries_from_wherever_they_come(
        self, world: World, recognition: RecognitionId, number: str
    ) -> None:
        for last in range(5):
            visit = make_visit(address=f"192.0.2.{last + 20}")
            later = SOON + dt.timedelta(minutes=last * 2)
            sign_in_id = employee(world, visit, now=later)
            with pytest.raises(errors.AgreementWrong):
                name_client(sign_in_id, visit, number=number, password="wrong-7-Aa", now=later)

        fresh, later = make_visit(address="192.0.2.99"), SOON + dt.timedelta(minutes=12)
        sign_in_id = employee(world, fresh, now=later)
        with pytest.raises(accounts_errors.SignInLocked):
            name_client(sign_in_id, fresh, number=number, now=later)

    def test_is_over_when_the_client_ends_it_in_the_middle(
        self, world: World, visit: Visit, recognition: RecognitionId, manager: Actor
    ) -> None:
        sign_in_id = employee(world, visit)
        revoke_agency(recognition_id=recognition, actor=manager, now=SOON)

        with pytest.raises(errors.AgreementWrong):
            name_client(sign_in_id, visit)

    def test_is_over_when_the_employee_leaves_in_the_middle(
        self, world: World, visit: Visit, recognition: RecognitionId
    ) -> None:
        sign_in_id = employee(world, visit)
        operations.end_office(
            office_id=world.office_of(AGENT, world.agency_id),
            reason=OfficeEnd.CORE,
            actor=SYSTEM,
            now=SOON,
        )

        with pytest.raises(accounts_errors.IdentityNotFound):
            name_client(sign_in_id, visit)
        assert not Session.objects.filter(account=world.agent).exists()

    def test_is_good_for_one_session(
        self, world: World, visit: Visit, recognition: RecognitionId
    ) -> None:
        sign_in_id = employee(world, visit)
        name_client(sign_in_id, visit)

        with pytest.raises(errors.UnitSignInLost):
            name_client(sign_in_id, visit)


class TestActingForAClient:
    def test_ends_at_once_when_the_client_ends_it(
        self, world: World, visit: Visit, recognition: RecognitionId, manager: Actor
    ) -> None:
        started = name_client(employee(world, visit), visit)

        revoke_agency(recognition_id=recognition, actor=manager, now=SOON)

        assert actor_in(started).identity.kind is ActingKind.SELF
        assert AgencyRecognition.objects.get().agreement == ""

    def test_ends_at_once_with_a_new_password(
        self, world: World, visit: Visit, recognition: RecognitionId, manager: Actor
    ) -> None:
        started = name_client(employee(world, visit), visit)

        recognise(recognition, manager, OTHER_AGREEMENT, now=SOON)

        assert actor_in(started).identity.kind is ActingKind.SELF
        later, fresh = SOON + dt.timedelta(minutes=2), make_visit()
        sign_in_id = employee(world, fresh, now=later)
        with pytest.raises(errors.AgreementWrong):
            name_client(sign_in_id, fresh, now=later)
        again = name_client(sign_in_id, fresh, password=OTHER_AGREEMENT, now=later)
        assert actor_in(again).identity.legal_person_id == world.unit_id

    def test_ends_with_the_employees_office(
        self, world: World, visit: Visit, recognition: RecognitionId
    ) -> None:
        started = name_client(employee(world, visit), visit)

        operations.end_office(
            office_id=world.office_of(AGENT, world.agency_id),
            reason=OfficeEnd.CORE,
            actor=SYSTEM,
            now=SOON,
        )

        assert actor_in(started).identity.kind is ActingKind.SELF

    def test_may_be_left_and_taken_up_again_by_the_same_person_alone(
        self, world: World, visit: Visit, recognition: RecognitionId
    ) -> None:
        started = name_client(employee(world, visit), visit)
        key = f"client:{_sign_in_of(world)}"

        switch_identity(key="self", actor=actor_in(started), now=SOON)
        switch_identity(key=key, actor=actor_in(started), now=SOON)
        assert actor_in(started).identity.legal_person_id == world.unit_id

        stranger = make_actor(world.finance, now=SOON)
        with pytest.raises(accounts_errors.IdentityNotFound):
            switch_identity(key=key, actor=stranger, now=SOON)

    @pytest.mark.parametrize(
        "key", ["client:", "client:x", "client:018f0000-0000-7000-8000-000000000000"]
    )
    def test_is_open_to_no_made_up_key(
        self, world: World, recognition: RecognitionId, key: str
    ) -> None:
        with pytest.raises(accounts_errors.IdentityNotFound):
            switch_identity(key=key, actor=make_actor(world.agent), now=NOW)

    def test_lasts_no_longer_than_a_session_could(
        self, world: World, visit: Visit, recognition: RecognitionId
    ) -> None:
        name_client(employee(world, visit), visit)
        owner = AccountId(world.agent.pk)
        lifetime = accounts_ports.policy().session_absolute

        assert len(queries.list_client_identities(owner, now=SOON + lifetime / 2)) == 1
        assert queries.list_client_identities(owner, now=SOON + lifetime) == []

    def test_ends_with_the_client(
        self, world: World, visit: Visit, recognition: RecognitionId
    ) -> None:
        started = name_client(employee(world, visit), visit)
        world.names(state=TaxpayerState.CANCELLED)

        world.synchronise(now=SOON)

        assert actor_in(started).identity.kind is ActingKind.SELF
        assert queries.list_client_identities(AccountId(world.agent.pk), now=SOON) == []

    def test_ends_with_the_employees_own_proof(
        self, world: World, visit: Visit, recognition: RecognitionId
    ) -> None:
        started = name_client(employee(world, visit), visit)
        key = f"client:{_sign_in_of(world)}"
        world.levels.of[person_of(world.agent)] = Level.REGISTERED

        switch_identity(key="self", actor=actor_in(started), now=SOON)
        with pytest.raises(accounts_errors.IdentityNotFound):
            switch_identity(key=key, actor=actor_in(started), now=SOON)


def _sign_in_of(world: World) -> str:
    key = queries.list_client_identities(AccountId(world.agent.pk), now=SOON)[0].key
    return key.removeprefix("client:")


def names_client(world: World, *, now: dt.datetime = SOON) -> bool:
    """Tell whether tokens that the employee granted for the client say so still."""
    found = queries.find_acting(
        person_id=world.agent.person_id,
        legal_person_id=world.unit_id,
        agency_id=world.agency_id,
        now=now,
    )
    return found is not None


class TestWhatTokensSay:
    def test_names_the_client_only_while_it_recognises_the_agency(
        self, world: World, visit: Visit, recognition: RecognitionId, manager: Actor
    ) -> None:
        name_client(employee(world, visit), visit)

        assert names_client(world)
        revoke_agency(recognition_id=recognition, actor=manager, now=SOON)
        assert not names_client(world)

    def test_names_no_client_whose_agreement_password_was_not_given(
        self, world: World, recognition: RecognitionId
    ) -> None:
        assert not names_client(world)


class TestTheEndOfTheWorkingDay:
    @pytest.mark.parametrize("office_ends", [False, True], ids=["the day", "the office"])
    def test_ends_what_the_agreement_password_opened_wherever_it_is_asked(
        self, world: World, visit: Visit, recognition: RecognitionId, *, office_ends: bool
    ) -> None:
        end = SOON + accounts_ports.policy().session_absolute
        if office_ends:
            end = SOON + dt.timedelta(hours=1)
            Office.objects.filter(person=world.agent.person).update(valid_until=end)
        started = name_client(employee(world, visit), visit)

        before = end - dt.timedelta(seconds=1)
        assert actor_in(started).identity.valid_until == end
        assert names_client(world, now=before)
        assert not names_client(world, now=end)

    def test_ends_it_in_a_later_session_and_on_record(
        self, world: World, visit: Visit, recognition: RecognitionId
    ) -> None:
        name_client(employee(world, visit), visit)
        sign_in_id = _sign_in_of(world)
        end = SOON + accounts_ports.policy().session_absolute
        later = end - dt.timedelta(hours=1)
        actor = make_actor(world.agent, now=later)
        switch_identity(key=f"client:{sign_in_id}", actor=actor, now=later)
        session = Session.objects.get(public_id=str(actor.session_id))
        assert session.acting["kind"] == ActingKind.AGENCY

        assert end_client_accesses(actor=SYSTEM, now=end - dt.timedelta(seconds=1)) == 0
        assert end_client_accesses(actor=SYSTEM, now=end) == 1

        session.refresh_from_db()
        assert session.acting["kind"] == ActingKind.SELF
        record = AuditRecord.objects.get(event="legal_persons.sign_in.client_ended")
        assert record.subject == f"unit_sign_in:{sign_in_id}"
        assert end_client_accesses(actor=SYSTEM, now=end) == 0
