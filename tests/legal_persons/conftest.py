"""A register of legal persons that knows the cast's company."""

from collections.abc import Iterator

import pytest

from shiming.registers import ports as registers
from shiming.vendors.registers.fake_legal_persons import FakeLegalPersonRegister
from shiming.vendors.registers.simulator.legal_persons import LegalPersonSimulator
from tests.cast import LEGAL_REPRESENTATIVE
from tests.factories.legal_persons import company_of


@pytest.fixture
def unit_register() -> Iterator[LegalPersonSimulator]:
    """Yield the simulator behind the register, which knows one company of the cast."""
    simulator = LegalPersonSimulator(companies=[company_of(LEGAL_REPRESENTATIVE)])
    with registers.legal_person_register.replaced(FakeLegalPersonRegister(simulator)):
        yield simulator
