"""The simulated register of legal persons without a network: the same companies."""

import secrets

from shiming.kernel import clock
from shiming.registers.types import (
    LegalPersonAnswer,
    LegalPersonPart,
    LegalPersonRequest,
    Outcome,
)
from shiming.vendors.registers.simulator.behaviours import FAULTS
from shiming.vendors.registers.simulator.legal_persons import LegalPersonSimulator


class FakeLegalPersonRegister:
    """Answers at once what the simulator would answer over the network."""

    is_simulator = True

    def __init__(
        self, simulator: LegalPersonSimulator | None = None, *, source: str = "simulator"
    ) -> None:
        self.simulator = simulator or LegalPersonSimulator()
        self.source = source

    def check(self, request: LegalPersonRequest) -> LegalPersonAnswer:
        """
        Compare code, name and legal representative.

        :raises NumberNotSynthetic: if the code could be real
        """
        query = request.query
        for spelling in query.representative_name.variants:
            decision = self.simulator.decide(
                code=query.code.value,
                name=query.name.value,
                representative_name=spelling,
                representative_number=query.representative_number.value,
                registration_number=query.registration_number,
                organisation_code=query.organisation_code,
                representative_ethnicity=query.representative_ethnicity,
            )
            if decision.mismatched != (LegalPersonPart.REPRESENTATIVE,):
                break
        is_silent = decision.behaviour in FAULTS or decision.outcome is Outcome.UNAVAILABLE
        return LegalPersonAnswer(
            outcome=Outcome.UNAVAILABLE if is_silent else decision.outcome,
            source=self.source,
            at=clock.now(),
            reference="" if is_silent else f"SIM-{secrets.token_hex(8)}",
            state=None if is_silent else decision.state,
            mismatched=() if is_silent else decision.mismatched,
        )
