"""Port: the register of legal persons."""

from typing import Protocol

from shiming.kernel.slots import Slot
from shiming.registers.types import LegalPersonAnswer, LegalPersonRequest


class LegalPersonRegister(Protocol):
    """
    The register of legal persons (法人库): code, name, representative and state.

    An adapter answers and never raises for the outside's faults: whatever goes wrong on the way
    is `UNAVAILABLE`, and only an answer that is proven to come from the register counts.
    """

    @property
    def source(self) -> str:
        """Name the register as it stands in evidence."""

    @property
    def is_simulator(self) -> bool:
        """Tell whether production must refuse this adapter."""

    def check(self, request: LegalPersonRequest) -> LegalPersonAnswer:
        """
        Compare code, name and legal representative, and say how the unit stands.

        :raises errors.NumberNotSynthetic: if this is a simulator and the code could be real
        """


legal_person_register: Slot[LegalPersonRegister] = Slot("registers.legal_person_register")
