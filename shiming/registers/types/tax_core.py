"""What the tax core (金税三期核心征管) may be asked about a taxpayer, and what it answers."""

import dataclasses
import enum

from shiming.kernel.identifiers.identifier import Identifier
from shiming.registers.types.lookups import LookupId, Purpose, RegisterAnswer


class TaxCoreCheck(enum.StrEnum):
    """What the tax core can be asked; the answer always says how the taxpayer stands."""

    TAXPAYER = "taxpayer"
    OFFICERS = "officers"
    AGENCIES = "agencies"


class TaxpayerState(enum.StrEnum):
    """How a taxpayer stands in the tax core."""

    NORMAL = "normal"
    ABNORMAL = "abnormal"
    CANCELLED = "cancelled"


class CoreOfficerKind(enum.StrEnum):
    """In which capacity the tax core knows somebody (D3)."""

    LEGAL_REPRESENTATIVE = "legal_representative"
    FINANCE_OFFICER = "finance_officer"
    TAX_OFFICER = "tax_officer"
    INVOICE_HANDLER = "invoice_handler"
    TAX_AGENT = "tax_agent"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TaxCoreRequest:
    """What goes to the tax core: the credit code or taxpayer number, and on whose behalf."""

    lookup_id: LookupId
    number: Identifier
    purpose: Purpose
    case_number: str
    official: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Taxpayer:
    """A taxpayer as the tax core keeps it; credit code and number are two fields (S32-12)."""

    credit_code: str
    taxpayer_number: str
    name: str
    state: TaxpayerState
    is_insurance_only: bool = False
    is_agency: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CoreOfficer:
    """
    One person whom the tax core names, as it spells them.

    Nothing of it is checked: who is spelt wrongly belongs on the list of mismatches (S35-4).
    """

    kind: CoreOfficerKind
    name: str = dataclasses.field(repr=False)
    document_type: str
    number: str = dataclasses.field(repr=False)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CoreAgency:
    """An agency that works for a taxpayer, as the tax core names it (Q59)."""

    credit_code: str
    name: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TaxpayerAnswer(RegisterAnswer):
    """How a taxpayer stands; `MATCH` says that it was found, and then there is one."""

    taxpayer: Taxpayer | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OfficersAnswer(TaxpayerAnswer):
    """The people whom the tax core names for a taxpayer; perhaps nobody."""

    officers: tuple[CoreOfficer, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AgenciesAnswer(TaxpayerAnswer):
    """The agencies that work for a taxpayer; perhaps none."""

    agencies: tuple[CoreAgency, ...] = ()
