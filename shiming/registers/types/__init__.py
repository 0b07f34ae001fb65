"""What registers may be asked, to what purpose, and what may be answered; a file per register."""

from shiming.registers.types.legal_persons import (
    LegalPersonAnswer,
    LegalPersonPart,
    LegalPersonQuery,
    LegalPersonRequest,
    RegisteredState,
)
from shiming.registers.types.lookups import (
    Continuation,
    LookupId,
    Outcome,
    Purpose,
    RegisterAnswer,
    RegisterEvent,
    RegisterPolicy,
)
from shiming.registers.types.population import (
    PhotoAnswer,
    PopulationCheck,
    PopulationQuery,
    PopulationRequest,
)
from shiming.registers.types.tax_core import (
    AgenciesAnswer,
    CoreAgency,
    CoreOfficer,
    CoreOfficerKind,
    OfficersAnswer,
    TaxCoreCheck,
    TaxCoreRequest,
    Taxpayer,
    TaxpayerAnswer,
    TaxpayerState,
)

__all__ = [
    "AgenciesAnswer",
    "Continuation",
    "CoreAgency",
    "CoreOfficer",
    "CoreOfficerKind",
    "LegalPersonAnswer",
    "LegalPersonPart",
    "LegalPersonQuery",
    "LegalPersonRequest",
    "LookupId",
    "OfficersAnswer",
    "Outcome",
    "PhotoAnswer",
    "PopulationCheck",
    "PopulationQuery",
    "PopulationRequest",
    "Purpose",
    "RegisterAnswer",
    "RegisterEvent",
    "RegisterPolicy",
    "RegisteredState",
    "TaxCoreCheck",
    "TaxCoreRequest",
    "Taxpayer",
    "TaxpayerAnswer",
    "TaxpayerState",
]
