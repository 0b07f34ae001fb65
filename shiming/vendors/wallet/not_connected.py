"""Where nobody is connected, nobody answers: unavailable, which never counts against a person."""

import datetime as dt

from shiming.accounts.types import BankCardAnswer, CertificateNumberAnswer, OwnershipOutcome
from shiming.kernel.identifiers.bank_card_number import BankCardNumber
from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.kernel.names import PersonName
from shiming.kernel.phones import Mobile


class NoBank:
    """No bank is connected."""

    is_simulator = False

    def check(
        self,
        *,
        name: PersonName,  # noqa: ARG002  a port's shape
        document: DocumentNumber,  # noqa: ARG002  a port's shape
        card: BankCardNumber,  # noqa: ARG002  a port's shape
        mobile: Mobile,  # noqa: ARG002  a port's shape
        now: dt.datetime,  # noqa: ARG002  a port's shape
    ) -> BankCardAnswer:
        """Say that nobody answers."""
        return BankCardAnswer(outcome=OwnershipOutcome.UNAVAILABLE)


class NoCertificateOffice:
    """No office is connected."""

    is_simulator = False

    def find_number(
        self,
        *,
        name: PersonName,  # noqa: ARG002  a port's shape
        document: DocumentNumber,  # noqa: ARG002  a port's shape
        now: dt.datetime,  # noqa: ARG002  a port's shape
    ) -> CertificateNumberAnswer:
        """Say that nobody answers."""
        return CertificateNumberAnswer(outcome=OwnershipOutcome.UNAVAILABLE)
