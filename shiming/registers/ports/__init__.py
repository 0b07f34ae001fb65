"""What the area asks of the outside, a file per register."""

from shiming.kernel.slots import Slot
from shiming.registers.ports.legal_persons import LegalPersonRegister, legal_person_register
from shiming.registers.ports.population import PopulationRegister, population_register
from shiming.registers.ports.tax_core import TaxCore, tax_core
from shiming.registers.types import RegisterPolicy

__all__ = [
    "LegalPersonRegister",
    "PopulationRegister",
    "TaxCore",
    "legal_person_register",
    "policy",
    "population_register",
    "tax_core",
]

policy: Slot[RegisterPolicy] = Slot("registers.policy")
policy.fill(RegisterPolicy())
