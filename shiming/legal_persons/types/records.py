"""What is put on record of a unit."""

import dataclasses

from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.kernel.identifiers.legal_person_codes import CreditCode, TaxpayerNumber
from shiming.kernel.names import CompanyName, PersonName
from shiming.legal_persons.types.legal_persons import Capital, LegalPersonKind, RecordSource


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class UnitRecord:
    """A unit as it goes on record; without a credit code it needs a taxpayer number."""

    name: CompanyName
    source: RecordSource
    kind: LegalPersonKind = LegalPersonKind.ENTERPRISE
    credit_code: CreditCode | None = None
    taxpayer_number: TaxpayerNumber | None = None
    representative_name: PersonName | None = None
    representative_number: DocumentNumber | None = None
    address: str = dataclasses.field(default="", repr=False)
    email: str = dataclasses.field(default="", repr=False)
    region: str = ""
    is_insurance_only: bool = False
    capital: Capital | None = None
    scope: str = ""
