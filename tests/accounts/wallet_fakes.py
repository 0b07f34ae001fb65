"""A bank and a certificate office that say what they were told to say."""

import dataclasses
import datetime as dt

from shiming.accounts.types import BankCardAnswer, CertificateNumberAnswer, OwnershipOutcome
from shiming.kernel.identifiers.bank_card_number import BankCardNumber
from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.kernel.names import PersonName
from shiming.kernel.phones import Mobile


@dataclasses.dataclass(slots=True)
class FakeBank:
    """Remembers what it was asked."""

    answer: OwnershipOutcome = OwnershipOutcome.MATCH
    asked: list[tuple[str, str, str, str]] = dataclasses.field(default_factory=list)
    is_simulator: bool = True

    def check(
        self,
        *,
        name: PersonName,
        document: DocumentNumber,
        card: BankCardNumber,
        mobile: Mobile,
        now: dt.datetime,
    ) -> BankCardAnswer:
        self.asked.append((name.value, document.value, card.value, mobile.value))
        return BankCardAnswer(outcome=self.answer, bank="示例银行")


@dataclasses.dataclass(slots=True)
class FakeOffice:
    """Knows one number."""

    outcome: OwnershipOutcome = OwnershipOutcome.MATCH
    number: str = ""
    is_simulator: bool = True

    def find_number(
        self, *, name: PersonName, document: DocumentNumber, now: dt.datetime
    ) -> CertificateNumberAnswer:
        return CertificateNumberAnswer(outcome=self.outcome, number=self.number)
