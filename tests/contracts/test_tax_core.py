"""What every tax core must do; runs on the fake, and over HTTP on the simulator."""

import dataclasses
from collections.abc import Callable, Iterator

import pytest

from shiming.kernel.identifiers.identifier import Identifier
from shiming.kernel.identifiers.legal_person_codes import CreditCode, TaxpayerNumber
from shiming.kernel.ids import new_id
from shiming.registers.errors import NumberNotSynthetic
from shiming.registers.ports import TaxCore
from shiming.registers.types import (
    CoreOfficerKind,
    LookupId,
    Outcome,
    Purpose,
    TaxCoreRequest,
    TaxpayerAnswer,
    TaxpayerState,
)
from shiming.vendors.circuit_breaker import CircuitBreaker
from shiming.vendors.registers.fake_tax_core import FakeTaxCore
from shiming.vendors.registers.http_tax_core import HttpTaxCore
from shiming.vendors.registers.simulator import server
from shiming.vendors.registers.simulator.behaviours import Behaviour
from shiming.vendors.registers.simulator.companies import load_companies
from shiming.vendors.registers.simulator.core import PopulationSimulator
from shiming.vendors.registers.simulator.tax_core import TaxCoreSimulator
from shiming.vendors.signed_client import Patience, SignedClient

KEYS = {"tests": "a key for this test alone"}
COMPANIES = {one.taxpayer.name: one for one in load_companies()}
ORDINARY = COMPANIES["样本市晴川贸易有限公司"]
FAULTY = [one for one in load_companies() if one.behaviour is not None]


@pytest.fixture
def population() -> PopulationSimulator:
    return PopulationSimulator()


@pytest.fixture(params=["fake", "http"])
def core(request: pytest.FixtureRequest, population: PopulationSimulator) -> Iterator[TaxCore]:
    if request.param == "fake":
        yield FakeTaxCore(TaxCoreSimulator(expectations=population.told))
        return
    with (
        server.running(population, keys=KEYS) as url,
        SignedClient(
            base_url=url,
            key_id="tests",
            key=KEYS["tests"],
            patience=Patience(connect=0.5, read=0.5, total=1.0),
        ) as client,
    ):
        yield HttpTaxCore(
            client=client, breaker=CircuitBreaker(failures_to_open=1000), accepts_simulated=True
        )


def about(text: str) -> TaxCoreRequest:
    number: Identifier = (
        CreditCode.parse(text) if text.startswith("9") else TaxpayerNumber.parse(text)
    )
    return TaxCoreRequest(
        lookup_id=LookupId(new_id()),
        number=number,
        purpose=Purpose.LEGAL_PERSON,
        case_number="unit:1",
    )


def questions(core: TaxCore) -> list[Callable[[TaxCoreRequest], TaxpayerAnswer]]:
    return [core.find_taxpayer, core.list_officers, core.list_agencies]


class TestTheTaxCore:
    @pytest.mark.parametrize("number", ["91600101MA0TE5T16D", "600101700000011"])
    def test_knows_a_taxpayer_by_either_number(self, core: TaxCore, number: str) -> None:
        answer = core.find_taxpayer(about(number))

        assert (answer.outcome, answer.source) == (Outcome.MATCH, core.source)
        assert answer.taxpayer == ORDINARY.taxpayer
        assert answer.reference

    def test_names_officers_as_it_spells_them(self, core: TaxCore) -> None:
        answer = core.list_officers(about("91600101MA0TE5T16D"))

        assert answer.officers == ORDINARY.officers
        assert answer.officers[0].kind is CoreOfficerKind.LEGAL_REPRESENTATIVE
        assert ORDINARY.officers[0].number not in repr(answer)
        assert ORDINARY.officers[0].name not in repr(answer)

    def test_names_agencies(self, core: TaxCore) -> None:
        answer = core.list_agencies(about("91600101MA0TE5T16D"))

        assert [agency.credit_code for agency in answer.agencies] == [
            "91600101MA0AGNT19P",
            "91600102MA0AGNT271",
        ]

    def test_tells_a_unit_without_officers_from_one_that_is_gone(self, core: TaxCore) -> None:
        empty = core.list_officers(about("91600102MA0TE5T32H"))
        gone = core.list_officers(about("91600201MA0TE5T590"))

        assert (empty.outcome, empty.officers) == (Outcome.MATCH, ())
        assert empty.taxpayer is not None
        assert empty.taxpayer.state is TaxpayerState.NORMAL
        assert gone.taxpayer is not None
        assert gone.taxpayer.state is TaxpayerState.CANCELLED

    def test_has_no_record_of_others(self, core: TaxCore) -> None:
        for ask in questions(core):
            answer = ask(about("600101700000099"))
            assert (answer.outcome, answer.taxpayer) == (Outcome.NO_RECORD, None)

    @pytest.mark.parametrize("company", FAULTY, ids=lambda one: one.behaviour)
    def test_is_unavailable_when_it_answers_nothing_that_can_be_trusted(
        self, core: TaxCore, company: object
    ) -> None:
        assert isinstance(company, type(ORDINARY))
        answer = core.list_officers(about(company.taxpayer.credit_code))

        assert answer.outcome is Outcome.UNAVAILABLE
        assert (answer.taxpayer, answer.officers) == (None, ())

    def test_does_what_it_was_told_of_a_number(
        self, core: TaxCore, population: PopulationSimulator
    ) -> None:
        population.expect(Behaviour.NO_RECORD, number="91600101MA0TE5T16D", times=1)

        first = core.find_taxpayer(about("91600101MA0TE5T16D"))
        second = core.find_taxpayer(about("91600101MA0TE5T16D"))

        assert (first.outcome, second.outcome) == (Outcome.NO_RECORD, Outcome.MATCH)

    def test_refuses_a_number_that_could_be_real(self, core: TaxCore) -> None:
        for ask in questions(core):
            with pytest.raises(NumberNotSynthetic):
                ask(about("110101700000011"))


class TestTheWire:
    @pytest.mark.parametrize(
        "content",
        [
            {},
            {"outcome": "match"},
            {"outcome": "mismatch"},
            {"outcome": "match", "taxpayer": []},
            {"outcome": "match", "taxpayer": {"credit_code": 1}},
            {"outcome": "match", "taxpayer": dataclasses.asdict(ORDINARY.taxpayer)},
            {
                "outcome": "match",
                "taxpayer": dataclasses.asdict(ORDINARY.taxpayer),
                "officers": [{"kind": "king", "name": "", "document_type": "", "number": ""}],
            },
            {
                "outcome": "match",
                "taxpayer": dataclasses.asdict(ORDINARY.taxpayer),
                "officers": ["somebody"],
            },
        ],
    )
    def test_never_takes_half_an_answer_for_a_whole_one(self, content: dict[str, object]) -> None:
        core = HttpTaxCore(client=_Saying(content), breaker=CircuitBreaker())  # type: ignore[arg-type]  # it has what is used

        answer = core.list_officers(about("91600101MA0TE5T16D"))

        assert (answer.outcome, answer.officers) == (Outcome.UNAVAILABLE, ())

    def test_believes_no_simulator_in_production(self) -> None:
        content = {
            "outcome": "match",
            "taxpayer": dataclasses.asdict(ORDINARY.taxpayer),
            "simulated": True,
        }
        core = HttpTaxCore(client=_Saying(content), breaker=CircuitBreaker())  # type: ignore[arg-type]  # the same

        assert core.find_taxpayer(about("91600101MA0TE5T16D")).outcome is Outcome.UNAVAILABLE


@dataclasses.dataclass
class _Saying:
    """A counterpart that says this to everything."""

    content: dict[str, object]
    status: int = 200

    def post(self, _path: str, _content: object) -> "_Saying":
        return self
