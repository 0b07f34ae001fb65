"""Stands where no population register is connected yet: never says anything about anybody."""

from shiming.kernel import clock
from shiming.registers.types import Outcome, PhotoAnswer, PopulationRequest, RegisterAnswer


class NotConnectedRegister:
    """Is always unavailable, so that proofing takes the ways without a register."""

    is_simulator = False
    source = "not_connected"

    def check_two_factors(self, request: PopulationRequest) -> RegisterAnswer:
        """Answer that nothing can be said."""
        return self._unavailable(request)

    def check_four_factors(self, request: PopulationRequest) -> RegisterAnswer:
        """Answer that nothing can be said."""
        return self._unavailable(request)

    def fetch_photo(self, request: PopulationRequest) -> PhotoAnswer:
        """Answer that there is no photograph to be had."""
        return self._unavailable(request)

    def _unavailable(self, _request: PopulationRequest) -> PhotoAnswer:
        return PhotoAnswer(outcome=Outcome.UNAVAILABLE, source=self.source, at=clock.now())
