"""Stands where no tax core is connected: never says anything about anybody."""

from shiming.kernel import clock
from shiming.registers.types import (
    AgenciesAnswer,
    OfficersAnswer,
    Outcome,
    TaxCoreRequest,
    TaxpayerAnswer,
)


class NotConnectedTaxCore:
    """Is always unavailable, so that officers are named by the other ways."""

    is_simulator = False
    source = "not_connected"

    def find_taxpayer(self, _request: TaxCoreRequest) -> TaxpayerAnswer:
        """Answer that nothing can be said."""
        return TaxpayerAnswer(outcome=Outcome.UNAVAILABLE, source=self.source, at=clock.now())

    def list_officers(self, _request: TaxCoreRequest) -> OfficersAnswer:
        """Answer that nothing can be said."""
        return OfficersAnswer(outcome=Outcome.UNAVAILABLE, source=self.source, at=clock.now())

    def list_agencies(self, _request: TaxCoreRequest) -> AgenciesAnswer:
        """Answer that nothing can be said."""
        return AgenciesAnswer(outcome=Outcome.UNAVAILABLE, source=self.source, at=clock.now())
