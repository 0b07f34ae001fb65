"""Ports: documents, bank cards and personal certificates."""

import datetime as dt
from typing import Protocol

from shiming.accounts.types import (
    AccountId,
    BankCardAnswer,
    CertificateNumberAnswer,
    IdentityDocument,
)
from shiming.kernel.identifiers.bank_card_number import BankCardNumber
from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.kernel.names import PersonName
from shiming.kernel.phones import Mobile
from shiming.kernel.slots import Slot


class DocumentSource(Protocol):
    """Whoever knows what a person's identity document says (`proofing`)."""

    def find_document(self, *, account_id: AccountId, now: dt.datetime) -> IdentityDocument | None:
        """Return the document that this very account was last proofed with, or None."""
        ...


class BankCardChecker(Protocol):
    """A bank, or whoever asks the banks, whether a card is its bearer's own (S32-7)."""

    is_simulator: bool

    def check(
        self,
        *,
        name: PersonName,
        document: DocumentNumber,
        card: BankCardNumber,
        mobile: Mobile,
        now: dt.datetime,
    ) -> BankCardAnswer:
        """Say whether they do; an outage is an answer, too."""
        ...


class CertificateOffice(Protocol):
    """Whoever files disability certificates, and finds their numbers (S32-6)."""

    is_simulator: bool

    def find_number(
        self, *, name: PersonName, document: DocumentNumber, now: dt.datetime
    ) -> CertificateNumberAnswer:
        """Return the number of this person's certificate; an outage is an answer, too."""
        ...


bank_card_checker: Slot[BankCardChecker] = Slot("accounts.bank_card_checker")
certificate_office: Slot[CertificateOffice] = Slot("accounts.certificate_office")
document_source: Slot[DocumentSource] = Slot("accounts.document_source")
