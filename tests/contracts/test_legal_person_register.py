"""What every register of legal persons must do; on the fake, and over HTTP on the simulator."""

import dataclasses
from collections.abc import Iterator

import pytest

from shiming.kernel.identifiers.legal_person_codes import CreditCode
from shiming.kernel.identifiers.resident_number import ResidentNumber
from shiming.kernel.ids import new_id
from shiming.kernel.names import CompanyName, PersonName
from shiming.registers.errors import NumberNotSynthetic
from shiming.registers.ports import LegalPersonRegister
from shiming.registers.types import (
    LegalPersonPart,
    LegalPersonQuery,
    LegalPersonRequest,
    LookupId,
    Outcome,
    Purpose,
    RegisteredState,
)
from shiming.vendors.circuit_breaker import CircuitBreaker
from shiming.vendors.registers.fake_legal_persons import FakeLegalPersonRegister
from shiming.vendors.registers.http_legal_persons import HttpLegalPersonRegister
from shiming.vendors.registers.not_connected_legal_persons import NotConnectedLegalPersons
from shiming.vendors.registers.simulator import server
from shiming.vendors.registers.simulator.behaviours import FAULTS, Behaviour
from shiming.vendors.registers.simulator.companies import load_companies
from shiming.vendors.registers.simulator.core import PopulationSimulator
from shiming.vendors.registers.simulator.legal_persons import LegalPersonSimulator
from shiming.vendors.signed_client import Patience, SignedClient

KEYS = {"tests": "a key for this test alone"}
COMPANIES = {company.taxpayer.name: company.taxpayer for company in load_companies()}
ORDINARY = COMPANIES["样本市晴川贸易有限公司"]
QUERY = LegalPersonQuery(
    code=CreditCode.parse(ORDINARY.credit_code),
    name=CompanyName.parse(ORDINARY.name),
    representative_name=PersonName.parse("林晓雨"),
    representative_number=ResidentNumber.parse("600101199406182081"),
)


@pytest.fixture
def desk() -> PopulationSimulator:
    """Return whose expectations hold for all simulated registers."""
    return PopulationSimulator()


@pytest.fixture(params=["fake", "http"])
def register(
    request: pytest.FixtureRequest, desk: PopulationSimulator
) -> Iterator[LegalPersonRegister]:
    if request.param == "fake":
        yield FakeLegalPersonRegister(LegalPersonSimulator(expectations=desk.told))
        return
    with (
        server.running(desk, keys=KEYS) as url,
        SignedClient(
            base_url=url,
            key_id="tests",
            key=KEYS["tests"],
            patience=Patience(connect=0.5, read=0.5, total=1.0),
        ) as client,
    ):
        yield HttpLegalPersonRegister(
            client=client,
            breaker=CircuitBreaker(failures_to_open=1000),
            accepts_simulated=True,
        )


def ask(**changes: object) -> LegalPersonRequest:
    return LegalPersonRequest(
        lookup_id=LookupId(new_id()),
        query=dataclasses.replace(QUERY, **changes),  # type: ignore[arg-type]  # fields of a query
        purpose=Purpose.LEGAL_PERSON,
        case_number="U-1",
    )


class TestCheck:
    def test_confirms_code_name_and_representative_and_says_how_the_unit_stands(
        self, register: LegalPersonRegister
    ) -> None:
        answer = register.check(ask())

        assert (answer.outcome, answer.state) == (Outcome.MATCH, RegisteredState.EXISTING)
        assert answer.reference
        assert answer.mismatched == ()

    def test_says_that_the_representative_is_another(self, register: LegalPersonRegister) -> None:
        answer = register.check(ask(representative_name=PersonName.parse("何嘉敏")))

        assert answer.outcome is Outcome.MISMATCH
        assert answer.mismatched == (LegalPersonPart.REPRESENTATIVE,)

    def test_says_so_for_another_number_of_the_same_name(
        self, register: LegalPersonRegister
    ) -> None:
        other = ResidentNumber.parse("600102198511093269")

        answer = register.check(ask(representative_number=other))

        assert answer.mismatched == (LegalPersonPart.REPRESENTATIVE,)

    def test_says_that_the_name_is_another(self, register: LegalPersonRegister) -> None:
        answer = register.check(ask(name=CompanyName.parse("样本市别家有限公司")))

        assert answer.outcome is Outcome.MISMATCH
        assert answer.mismatched == (LegalPersonPart.NAME,)

    @pytest.mark.parametrize(
        ("stated", "part"),
        [
            ({"registration_number": "600101000012355"}, LegalPersonPart.REGISTRATION_NUMBER),
            ({"organisation_code": "MA0TE5T24"}, LegalPersonPart.ORGANISATION_CODE),
            ({"representative_ethnicity": "壮"}, LegalPersonPart.REPRESENTATIVE),
        ],
    )
    def test_compares_the_numbers_and_the_ethnicity_if_they_are_stated(
        self, register: LegalPersonRegister, stated: dict[str, str], part: LegalPersonPart
    ) -> None:
        right = ask(
            registration_number="600101000012347",
            organisation_code=QUERY.code.organisation_code,
            representative_ethnicity="汉",
        )

        assert register.check(right).outcome is Outcome.MATCH
        assert register.check(ask(**stated)).mismatched == (part,)

    def test_says_that_a_unit_is_not_in_normal_state(self, register: LegalPersonRegister) -> None:
        company = COMPANIES["样本市停滞商贸有限公司"]

        answer = register.check(
            ask(code=CreditCode.parse(company.credit_code), name=CompanyName.parse(company.name))
        )

        assert (answer.outcome, answer.state) == (Outcome.MATCH, RegisteredState.ABNORMAL)

    def test_has_no_record_of_an_unknown_code(self, register: LegalPersonRegister) -> None:
        answer = register.check(ask(code=CreditCode.parse("51600101MA0ABN017B")))

        assert (answer.outcome, answer.state) == (Outcome.NO_RECORD, None)

    @pytest.mark.parametrize("behaviour", sorted(FAULTS))
    def test_is_unavailable_whatever_goes_wrong(
        self, register: LegalPersonRegister, desk: PopulationSimulator, behaviour: Behaviour
    ) -> None:
        desk.expect(behaviour, number=ORDINARY.credit_code)

        answer = register.check(ask())

        assert (answer.outcome, answer.state) == (Outcome.UNAVAILABLE, None)
        assert answer.reference == ""

    @pytest.mark.parametrize("outcome", Outcome)
    def test_answers_what_the_desk_expects(
        self, register: LegalPersonRegister, desk: PopulationSimulator, outcome: Outcome
    ) -> None:
        desk.expect(Behaviour(outcome.value), number=ORDINARY.credit_code)

        assert register.check(ask()).outcome is outcome

    def test_knows_nobody_who_could_exist(self, register: LegalPersonRegister) -> None:
        with pytest.raises(NumberNotSynthetic):
            register.check(ask(code=CreditCode.parse("91350100M000100Y43")))


class TestTrust:
    def test_production_believes_no_simulator(self, desk: PopulationSimulator) -> None:
        with (
            server.running(desk, keys=KEYS) as url,
            SignedClient(
                base_url=url, key_id="tests", key=KEYS["tests"], patience=Patience()
            ) as client,
        ):
            register = HttpLegalPersonRegister(client=client, breaker=CircuitBreaker())

            assert register.check(ask()).outcome is Outcome.UNAVAILABLE

    def test_a_wrong_key_learns_nothing(self, desk: PopulationSimulator) -> None:
        with (
            server.running(desk, keys=KEYS) as url,
            SignedClient(
                base_url=url, key_id="tests", key="another key", patience=Patience()
            ) as client,
        ):
            register = HttpLegalPersonRegister(
                client=client, breaker=CircuitBreaker(), accepts_simulated=True
            )

            assert register.check(ask()).outcome is Outcome.UNAVAILABLE

    def test_none_is_connected_is_unavailable(self) -> None:
        assert NotConnectedLegalPersons().check(ask()).outcome is Outcome.UNAVAILABLE
