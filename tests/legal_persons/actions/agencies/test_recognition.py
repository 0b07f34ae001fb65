"""What a unit decides about its agencies (D6)."""

import dataclasses
import datetime as dt

import pytest

from shiming.accounts.types import Visit
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.legal_person_codes import CreditCode
from shiming.legal_persons import errors, queries
from shiming.legal_persons.actions.agencies.add_agency import add_agency
from shiming.legal_persons.actions.agencies.revoke_agency import revoke_agency
from shiming.legal_persons.actions.agencies.synchronise_agencies import synchronise_agencies
from shiming.legal_persons.models import AgencyRecognition
from shiming.legal_persons.types import (
    RecognitionId,
    RecognitionState,
)
from shiming.registers.types import CoreAgency
from shiming.vendors.registers.simulator.behaviours import Behaviour
from tests.factories.accounts import NOW, make_actor
from tests.legal_persons.agency_kit import OTHER_AGREEMENT, SOON, employee, name_client, recognise
from tests.legal_persons.entry_kit import (
    AGENCY_CODE,
    AGREEMENT,
    CODE,
    TAXPAYER_NUMBER,
    World,
    actor_in,
    company,
)


class TestRecognition:
    @pytest.mark.requirement("S35-13")
    def test_is_the_clients_word_on_what_the_core_names(self, world: World, manager: Actor) -> None:
        named = (
            CoreAgency(credit_code=AGENCY_CODE, name="样本市明算税务师事务所"),
            CoreAgency(credit_code="91600102MA0AGNT271", name="样本市恒信代理记账有限公司"),
            CoreAgency(credit_code="no code", name="乱"),
        )
        world.core.companies = (company(CODE, TAXPAYER_NUMBER, agencies=named),)

        assert synchronise_agencies(actor=manager, now=SOON) == 2
        found = queries.list_recognitions(world.unit_id)
        assert [(one.state, one.is_from_core) for one in found] == [
            (RecognitionState.FOUND, True)
        ] * 2
        recognise(found[0].id, manager)
        revoke_agency(recognition_id=found[0].id, actor=manager, now=SOON)
        assert synchronise_agencies(actor=manager, now=SOON + dt.timedelta(minutes=1)) == 2

        states = [one.state for one in queries.list_recognitions(world.unit_id)]
        assert states == [RecognitionState.FOUND, RecognitionState.REVOKED]

    def test_keeps_the_password_as_a_hash_of_its_own_alone(
        self, world: World, recognition: RecognitionId
    ) -> None:
        row = AgencyRecognition.objects.get()

        assert row.agreement.startswith("argon2")
        assert AGREEMENT not in row.agreement
        assert not any(AGREEMENT in record.details for record in AuditRecord.objects.all())

    @pytest.mark.parametrize("password", ["short-1", "aaaaaaaaaaaa", f"{CODE}-aA1", "password123"])
    def test_takes_no_password_that_would_be_guessed(
        self, world: World, manager: Actor, recognition: RecognitionId, password: str
    ) -> None:
        before = AgencyRecognition.objects.values().get()

        with pytest.raises(DomainError, match=r"accounts\.password"):
            recognise(recognition, manager, password)
        assert AgencyRecognition.objects.values().get() == before

    def test_is_for_the_units_heads_alone(
        self, world: World, recognition: RecognitionId, manager: Actor
    ) -> None:
        nobody = make_actor(world.agent)
        elsewhere = dataclasses.replace(
            manager,
            identity=dataclasses.replace(manager.identity, legal_person_id=world.agency_id),
        )

        with pytest.raises(errors.UnitNotFound):
            recognise(recognition, nobody)
        with pytest.raises(errors.UnitNotFound):
            revoke_agency(recognition_id=recognition, actor=nobody, now=NOW)
        with pytest.raises(errors.RecognitionNotFound):
            revoke_agency(recognition_id=recognition, actor=elsewhere, now=NOW)
        with pytest.raises(errors.UnitNotFound):
            synchronise_agencies(actor=nobody, now=NOW)
        assert AgencyRecognition.objects.get().state == RecognitionState.RECOGNISED

    def test_never_lets_an_agency_recognise_itself_in_the_clients_name(
        self, world: World, visit: Visit, recognition: RecognitionId
    ) -> None:
        agent = actor_in(name_client(employee(world, visit), visit))

        with pytest.raises(errors.UnitNotFound):
            recognise(recognition, agent, OTHER_AGREEMENT)

    def test_ends_once(self, world: World, recognition: RecognitionId, manager: Actor) -> None:
        revoke_agency(recognition_id=recognition, actor=manager, now=SOON)

        with pytest.raises(errors.RecognitionMovedOn):
            revoke_agency(recognition_id=recognition, actor=manager, now=SOON)

    def test_reads_nothing_while_the_core_is_down(self, world: World, manager: Actor) -> None:
        world.core.expect(Behaviour.UNAVAILABLE)

        with pytest.raises(errors.CoreUnavailable):
            synchronise_agencies(actor=manager, now=SOON)
        assert not AgencyRecognition.objects.exists()


class TestAddAgency:
    @pytest.mark.parametrize(
        ("code", "refusal"),
        [(CODE, errors.AgencyIsOneself), ("91600102MA0TE5T32H", errors.AgencyNotFound)],
    )
    def test_finds_agencies_alone(
        self, world: World, manager: Actor, code: str, refusal: type[Exception]
    ) -> None:
        with pytest.raises(refusal):
            add_agency(code=CreditCode.parse(code), actor=manager, now=SOON)
        assert not AgencyRecognition.objects.exists()

    def test_bears_no_search_through_all_codes(self, world: World, manager: Actor) -> None:
        with pytest.raises(errors.AgencyNotFound):
            add_agency(code=CreditCode.parse("91600102MA0TE5T32H"), actor=manager, now=SOON)
        with pytest.raises(errors.SynchronisedJustNow):
            add_agency(code=CreditCode.parse(AGENCY_CODE), actor=manager, now=SOON)

    def test_gives_no_right_yet(self, world: World, visit: Visit, manager: Actor) -> None:
        world.synchronise(world.agency_id)
        add_agency(code=CreditCode.parse(AGENCY_CODE), actor=manager, now=NOW)
        sign_in_id = employee(world, visit)

        with pytest.raises(errors.AgreementWrong):
            name_client(sign_in_id, visit, password="")
