"""Port: the tax core."""

from typing import Protocol

from shiming.kernel.slots import Slot
from shiming.registers.types import (
    AgenciesAnswer,
    OfficersAnswer,
    TaxCoreRequest,
    TaxpayerAnswer,
)


class TaxCore(Protocol):
    """
    The tax core (金三核心征管): who pays taxes, who acts for them, which agencies they have.

    An adapter answers and never raises for the outside's faults: whatever goes wrong on the way
    is `UNAVAILABLE`. It has no way to write.
    """

    @property
    def source(self) -> str:
        """Name the register as it stands in evidence."""

    @property
    def is_simulator(self) -> bool:
        """Tell whether production must refuse this adapter."""

    def find_taxpayer(self, request: TaxCoreRequest) -> TaxpayerAnswer:
        """
        Find a taxpayer by credit code or taxpayer number.

        :raises errors.NumberNotSynthetic: if this is a simulator and the number could be real
        """

    def list_officers(self, request: TaxCoreRequest) -> OfficersAnswer:
        """
        Name the people who act for a taxpayer.

        :raises errors.NumberNotSynthetic: if this is a simulator and the number could be real
        """

    def list_agencies(self, request: TaxCoreRequest) -> AgenciesAnswer:
        """
        Name the agencies that work for a taxpayer (Q59).

        :raises errors.NumberNotSynthetic: if this is a simulator and the number could be real
        """


tax_core: Slot[TaxCore] = Slot("registers.tax_core")
