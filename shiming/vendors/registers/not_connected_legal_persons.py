"""Stands where no register of legal persons is connected: never says anything about any unit."""

from shiming.kernel import clock
from shiming.registers.types import LegalPersonAnswer, LegalPersonRequest, Outcome


class NotConnectedLegalPersons:
    """Is always unavailable, so that units take the way over an officer's approval."""

    is_simulator = False
    source = "not_connected"

    def check(self, request: LegalPersonRequest) -> LegalPersonAnswer:  # noqa: ARG002  a port's shape
        """Answer that nothing can be said."""
        return LegalPersonAnswer(outcome=Outcome.UNAVAILABLE, source=self.source, at=clock.now())
