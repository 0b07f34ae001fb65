"""The simulated register without a network: the same people, names and expectations."""

import secrets

from shiming.kernel import clock
from shiming.registers.types import (
    Outcome,
    PhotoAnswer,
    PopulationCheck,
    PopulationRequest,
    RegisterAnswer,
)
from shiming.vendors.registers.http_register import spellings
from shiming.vendors.registers.simulator.behaviours import FAULTS
from shiming.vendors.registers.simulator.core import Decision, PopulationSimulator


class FakePopulationRegister:
    """Answers at once what the simulator would answer over the network."""

    is_simulator = True

    def __init__(
        self, simulator: PopulationSimulator | None = None, *, source: str = "simulator"
    ) -> None:
        self.simulator = simulator or PopulationSimulator()
        self.source = source

    def check_two_factors(self, request: PopulationRequest) -> RegisterAnswer:
        """
        Compare name and number.

        :raises NumberNotSynthetic: if the number could be real
        """
        return self._compare(PopulationCheck.TWO_FACTORS, request)

    def check_four_factors(self, request: PopulationRequest) -> RegisterAnswer:
        """
        Compare name, number, ethnicity and sex.

        :raises NumberNotSynthetic: if the number could be real
        """
        return self._compare(PopulationCheck.FOUR_FACTORS, request)

    def fetch_photo(self, request: PopulationRequest) -> PhotoAnswer:
        """
        Return the photograph of the person with this name and number.

        :raises NumberNotSynthetic: if the number could be real
        """
        decision = self._decide(PopulationCheck.PHOTO, request)
        outcome = _outcome_of(decision)
        return PhotoAnswer(
            outcome=outcome,
            source=self.source,
            at=clock.now(),
            reference=_reference_of(outcome),
            photo=decision.photo if outcome is Outcome.MATCH else None,
        )

    def _compare(self, check: PopulationCheck, request: PopulationRequest) -> RegisterAnswer:
        outcome = _outcome_of(self._decide(check, request))
        return RegisterAnswer(
            outcome=outcome,
            source=self.source,
            at=clock.now(),
            reference=_reference_of(outcome),
        )

    def _decide(self, check: PopulationCheck, request: PopulationRequest) -> Decision:
        query = request.query
        for spelling in spellings(query):
            decision = self.simulator.decide(
                check=check,
                name=spelling,
                number=query.number.value,
                ethnicity=query.ethnicity.removesuffix("族"),
                sex=query.sex,
            )
            if _outcome_of(decision) is not Outcome.MISMATCH:
                break
        return decision


def _outcome_of(decision: Decision) -> Outcome:
    return Outcome.UNAVAILABLE if decision.behaviour in FAULTS else decision.outcome


def _reference_of(outcome: Outcome) -> str:
    return "" if outcome is Outcome.UNAVAILABLE else f"SIM-{secrets.token_hex(8)}"
