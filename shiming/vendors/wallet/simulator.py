"""
The simulated bank and certificate office: everything is anybody's, but for magic inputs.

A card whose last four digits are 0002 is somebody else's, one that ends in 0010 meets a bank that
does not answer. Names that hold 无证 have no certificate; those with 超时 get no answer. Only
numbers that cannot be anybody's are answered.
"""

import datetime as dt

from shiming.accounts.types import BankCardAnswer, CertificateNumberAnswer, OwnershipOutcome
from shiming.kernel.identifiers.bank_card_number import BankCardNumber
from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.kernel.names import PersonName
from shiming.kernel.phones import Mobile

BANK = "示例银行"
OTHERS_TAIL = "0002"
SILENT_TAIL = "0010"
_NO_CERTIFICATE = "无证"
_SILENT_NAME = "超时"
# No province has this code: DESIGN.md, decision 8.
_SYNTHETIC_PROVINCE = "60"
_USUAL_KIND_AND_GRADE = "43"


class SimulatedBank:
    """A bank at which a card is its bearer's unless its last digits say otherwise."""

    is_simulator = True

    def check(
        self,
        *,
        name: PersonName,  # noqa: ARG002  every name is right here
        document: DocumentNumber,
        card: BankCardNumber,
        mobile: Mobile,  # noqa: ARG002  so is every mobile
        now: dt.datetime,  # noqa: ARG002  a port's shape
    ) -> BankCardAnswer:
        """Say what the last digits of the card say."""
        if not _is_synthetic(document) or card.value.endswith(SILENT_TAIL):
            return BankCardAnswer(outcome=OwnershipOutcome.UNAVAILABLE)
        if card.value.endswith(OTHERS_TAIL):
            return BankCardAnswer(outcome=OwnershipOutcome.MISMATCH)
        return BankCardAnswer(outcome=OwnershipOutcome.MATCH, bank=BANK)


class SimulatedCertificateOffice:
    """An office that files everybody under their own number with kind 4 and grade 3."""

    is_simulator = True

    def find_number(
        self,
        *,
        name: PersonName,
        document: DocumentNumber,
        now: dt.datetime,  # noqa: ARG002  a port's shape
    ) -> CertificateNumberAnswer:
        """Return the number, or say that there is none."""
        if not _is_synthetic(document) or _SILENT_NAME in name.value:
            return CertificateNumberAnswer(outcome=OwnershipOutcome.UNAVAILABLE)
        if _NO_CERTIFICATE in name.value:
            return CertificateNumberAnswer(outcome=OwnershipOutcome.MISMATCH)
        return CertificateNumberAnswer(
            outcome=OwnershipOutcome.MATCH, number=document.value + _USUAL_KIND_AND_GRADE
        )


def _is_synthetic(document: DocumentNumber) -> bool:
    return document.value.startswith(_SYNTHETIC_PROVINCE)
