"""Port: the population register."""

from typing import Protocol

from shiming.kernel.slots import Slot
from shiming.registers.types import PhotoAnswer, PopulationRequest, RegisterAnswer


class PopulationRegister(Protocol):
    """
    The population register (人口库).

    An adapter answers and never raises for the outside's faults: whatever goes wrong on the way
    is `UNAVAILABLE`, and only an answer that is proven to come from the register counts.
    """

    @property
    def source(self) -> str:
        """Name the register as it stands in evidence."""

    @property
    def is_simulator(self) -> bool:
        """Tell whether production must refuse this adapter."""

    def check_two_factors(self, request: PopulationRequest) -> RegisterAnswer:
        """
        Compare name and number.

        :raises errors.NumberNotSynthetic: if this is a simulator and the number could be real
        """

    def check_four_factors(self, request: PopulationRequest) -> RegisterAnswer:
        """
        Compare name, number, ethnicity and sex.

        :raises errors.NumberNotSynthetic: if this is a simulator and the number could be real
        """

    def fetch_photo(self, request: PopulationRequest) -> PhotoAnswer:
        """
        Return the register's photograph of the person with this name and number.

        :raises errors.NumberNotSynthetic: if this is a simulator and the number could be real
        """


population_register: Slot[PopulationRegister] = Slot("registers.population_register")
