"""What every population register must do; runs on the fake, and over HTTP on the simulator."""

from collections.abc import Iterator

import pytest

from shiming.kernel.identifiers.resident_number import ResidentNumber
from shiming.kernel.ids import new_id
from shiming.kernel.names import PersonName
from shiming.registers.errors import NumberNotSynthetic
from shiming.registers.ports import PopulationRegister
from shiming.registers.types import (
    LookupId,
    Outcome,
    PopulationQuery,
    PopulationRequest,
    Purpose,
)
from shiming.vendors.circuit_breaker import CircuitBreaker
from shiming.vendors.registers.fake import FakePopulationRegister
from shiming.vendors.registers.http_register import HttpPopulationRegister
from shiming.vendors.registers.simulator import server
from shiming.vendors.registers.simulator.behaviours import MAGIC_NAMES, Behaviour
from shiming.vendors.registers.simulator.core import PopulationSimulator
from shiming.vendors.registers.simulator.people import SyntheticPerson, load_people
from shiming.vendors.signed_client import Patience, SignedClient

KEYS = {"tests": "a key for this test alone"}
PICTURE = b"\xff\xd8 a picture"
PEOPLE = {person.name: person for person in load_people()}
LIN = PEOPLE["林晓雨"]
LIVING = [person for person in load_people() if not person.is_deceased]
MAGIC = {behaviour: name for name, behaviour in MAGIC_NAMES.items()}


@pytest.fixture
def simulator() -> PopulationSimulator:
    return PopulationSimulator(photos={"astronaut": PICTURE})


@pytest.fixture(params=["fake", "http"])
def register(
    request: pytest.FixtureRequest, simulator: PopulationSimulator
) -> Iterator[PopulationRegister]:
    if request.param == "fake":
        yield FakePopulationRegister(simulator)
        return
    with (
        server.running(simulator, keys=KEYS) as url,
        SignedClient(
            base_url=url,
            key_id="tests",
            key=KEYS["tests"],
            patience=Patience(connect=0.5, read=0.5, total=1.0),
        ) as client,
    ):
        yield HttpPopulationRegister(
            client=client,
            breaker=CircuitBreaker(failures_to_open=1000),
            accepts_simulated=True,
        )


def ask(name: str, number: str, *, ethnicity: str = "", sex: str = "") -> PopulationRequest:
    return PopulationRequest(
        lookup_id=LookupId(new_id()),
        query=PopulationQuery(
            name=PersonName.parse(name),
            number=ResidentNumber.parse(number),
            ethnicity=ethnicity,
            sex=sex,
        ),
        purpose=Purpose.PROOFING,
        case_number="P-1",
    )


class TestTwoFactors:
    @pytest.mark.parametrize("person", LIVING, ids=lambda person: person.number[-6:])
    def test_match_for_name_and_number_of_one_person(
        self, register: PopulationRegister, person: SyntheticPerson
    ) -> None:
        answer = register.check_two_factors(ask(person.name, person.number))

        assert answer.outcome is Outcome.MATCH
        assert answer.source == register.source
        assert answer.reference

    def test_do_not_match_for_the_name_of_another(self, register: PopulationRegister) -> None:
        answer = register.check_two_factors(ask("何嘉敏", LIN.number))

        assert answer.outcome is Outcome.MISMATCH

    def test_do_not_match_for_another_spelling_that_is_another_name(
        self, register: PopulationRegister
    ) -> None:
        number = PEOPLE["阿依古丽·买买提"].number

        assert register.check_two_factors(ask("阿依古丽", number)).outcome is Outcome.MISMATCH

    def test_find_no_record_of_somebody_unknown_or_dead(self, register: PopulationRegister) -> None:
        dead = PEOPLE["孙福田"]

        unknown = register.check_two_factors(ask("林晓雨", "600101199406182102"))
        deceased = register.check_two_factors(ask(dead.name, dead.number))

        assert (unknown.outcome, deceased.outcome) == (Outcome.NO_RECORD, Outcome.NO_RECORD)

    def test_accept_a_number_of_15_digits(self, register: PopulationRegister) -> None:
        holder = PEOPLE["赵德海"]

        assert (
            register.check_two_factors(ask(holder.name, holder.old_number)).outcome is Outcome.MATCH
        )

    def test_refuse_a_number_that_could_be_real(self, register: PopulationRegister) -> None:
        with pytest.raises(NumberNotSynthetic):
            register.check_two_factors(ask("林晓雨", "11010519491231002X"))


class TestFourFactors:
    @pytest.mark.requirement("S33-22")
    @pytest.mark.parametrize(
        ("ethnicity", "sex", "outcome"),
        [
            ("汉", "女", Outcome.MATCH),
            ("汉族", "女", Outcome.MATCH),
            ("回", "女", Outcome.MISMATCH),
            ("汉", "男", Outcome.MISMATCH),
        ],
    )
    def test_compare_all_four(
        self, register: PopulationRegister, ethnicity: str, sex: str, outcome: Outcome
    ) -> None:
        request = ask(LIN.name, LIN.number, ethnicity=ethnicity, sex=sex)

        assert register.check_four_factors(request).outcome is outcome


class TestAPhoto:
    def test_comes_for_the_right_name_and_number(self, register: PopulationRegister) -> None:
        answer = register.fetch_photo(ask(LIN.name, LIN.number))

        assert (answer.outcome, answer.photo) == (Outcome.MATCH, PICTURE)
        assert "picture" not in repr(answer)

    def test_does_not_come_for_a_wrong_name(self, register: PopulationRegister) -> None:
        answer = register.fetch_photo(ask("何嘉敏", LIN.number))

        assert (answer.outcome, answer.photo) == (Outcome.MISMATCH, None)

    def test_is_not_on_record_for_everybody(self, register: PopulationRegister) -> None:
        person = PEOPLE["欧阳慧敏"]

        answer = register.fetch_photo(ask(person.name, person.number))

        assert (answer.outcome, answer.photo) == (Outcome.NO_RECORD, None)


class TestAFault:
    @pytest.mark.parametrize(
        "behaviour",
        [
            Behaviour.UNAVAILABLE,
            Behaviour.TIMEOUT,
            Behaviour.GARBAGE,
            Behaviour.ERROR,
            Behaviour.FORGED,
        ],
    )
    def test_is_unavailable_and_never_a_mismatch(
        self, register: PopulationRegister, behaviour: Behaviour
    ) -> None:
        request = ask(MAGIC[behaviour], LIN.number, ethnicity="汉", sex="女")

        answers = [
            register.check_two_factors(request),
            register.check_four_factors(request),
            register.fetch_photo(request),
        ]

        assert {answer.outcome for answer in answers} == {Outcome.UNAVAILABLE}

    def test_passes_and_the_truth_comes_back(
        self, register: PopulationRegister, simulator: PopulationSimulator
    ) -> None:
        simulator.expect(Behaviour.UNAVAILABLE)
        request = ask(LIN.name, LIN.number)

        during = [register.check_two_factors(request).outcome for _ in range(2)]
        simulator.forget_expectations()
        after = register.check_two_factors(request).outcome

        assert during == [Outcome.UNAVAILABLE] * 2
        assert after is Outcome.MATCH


class TestMagicNames:
    @pytest.mark.parametrize(
        ("behaviour", "outcome"),
        [
            (Behaviour.MATCH, Outcome.MATCH),
            (Behaviour.MISMATCH, Outcome.MISMATCH),
            (Behaviour.NO_RECORD, Outcome.NO_RECORD),
            (Behaviour.LATE, Outcome.MISMATCH),
        ],
    )
    def test_decide_for_any_sample_number(
        self, register: PopulationRegister, behaviour: Behaviour, outcome: Outcome
    ) -> None:
        assert register.check_two_factors(ask(MAGIC[behaviour], LIN.number)).outcome is outcome


class TestAnExpectation:
    def test_holds_for_one_number_and_as_often_as_told(
        self, register: PopulationRegister, simulator: PopulationSimulator
    ) -> None:
        simulator.expect(Behaviour.NO_RECORD, number=LIN.number, times=2)
        he = PEOPLE["何嘉敏"]

        others = register.check_two_factors(ask(he.name, he.number)).outcome
        hers = [register.check_two_factors(ask(LIN.name, LIN.number)).outcome for _ in range(3)]

        assert others is Outcome.MATCH
        assert hers == [Outcome.NO_RECORD, Outcome.NO_RECORD, Outcome.MATCH]
