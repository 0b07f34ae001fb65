"""The simulated tax core without a network: the same companies and expectations."""

import secrets

from shiming.kernel import clock
from shiming.registers.types import (
    AgenciesAnswer,
    OfficersAnswer,
    Outcome,
    TaxCoreRequest,
    TaxpayerAnswer,
)
from shiming.vendors.registers.simulator.behaviours import FAULTS, Behaviour
from shiming.vendors.registers.simulator.companies import SyntheticCompany
from shiming.vendors.registers.simulator.tax_core import TaxCoreSimulator


class FakeTaxCore:
    """Answers at once what the simulator would answer over the network."""

    is_simulator = True

    def __init__(
        self, simulator: TaxCoreSimulator | None = None, *, source: str = "simulator"
    ) -> None:
        self.simulator = simulator or TaxCoreSimulator()
        self.source = source

    def find_taxpayer(self, request: TaxCoreRequest) -> TaxpayerAnswer:
        """
        Find a taxpayer.

        :raises NumberNotSynthetic: if the number could be real
        """
        return self._answer(request)[0]

    def list_officers(self, request: TaxCoreRequest) -> OfficersAnswer:
        """
        Name the people who act for a taxpayer.

        :raises NumberNotSynthetic: if the number could be real
        """
        found, company = self._answer(request)
        return OfficersAnswer(
            outcome=found.outcome,
            source=found.source,
            at=found.at,
            reference=found.reference,
            taxpayer=found.taxpayer,
            officers=company.officers if company is not None else (),
        )

    def list_agencies(self, request: TaxCoreRequest) -> AgenciesAnswer:
        """
        Name the agencies that work for a taxpayer.

        :raises NumberNotSynthetic: if the number could be real
        """
        found, company = self._answer(request)
        return AgenciesAnswer(
            outcome=found.outcome,
            source=found.source,
            at=found.at,
            reference=found.reference,
            taxpayer=found.taxpayer,
            agencies=company.agencies if company is not None else (),
        )

    def _answer(self, request: TaxCoreRequest) -> tuple[TaxpayerAnswer, SyntheticCompany | None]:
        decision = self.simulator.decide(request.number.value)
        is_silent = decision.behaviour in FAULTS or decision.behaviour is Behaviour.UNAVAILABLE
        company = None if is_silent else decision.company
        outcome = Outcome.NO_RECORD if company is None else Outcome.MATCH
        answer = TaxpayerAnswer(
            outcome=Outcome.UNAVAILABLE if is_silent else outcome,
            source=self.source,
            at=clock.now(),
            reference="" if is_silent else f"SIM-{secrets.token_hex(8)}",
            taxpayer=company.taxpayer if company is not None else None,
        )
        return answer, company
