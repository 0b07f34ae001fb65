"""Reads about bank cards and personal certificates, always one person's own."""

import datetime as dt
import uuid

from shiming.accounts import errors
from shiming.accounts.models import BankCard, PersonalCertificate
from shiming.accounts.policies.wallet import standing_of
from shiming.accounts.types import (
    CERTIFICATE_NAMES,
    BankCardFacts,
    BankCardId,
    CertificateEntries,
    CertificateFilter,
    PersonalCertificateFacts,
    PersonalCertificateId,
    PersonalCertificateKind,
    PersonId,
    WalletFileId,
)
from shiming.kernel import masking_kit
from shiming.kernel.identifiers.bank_card_number import BankCardNumber
from shiming.kernel.phones import Mobile
from shiming.vault import queries as vault

CARD_INDEX = "accounts.bank_card.number"


def list_bank_cards(person_id: PersonId) -> list[BankCardFacts]:
    """Return a person's cards, the default one first, then the newest."""
    cards = BankCard.objects.filter(person_id=person_id).order_by("-is_default", "-bound_at", "pk")
    return [_card_facts(card) for card in cards]


def get_bank_card(card_id: BankCardId, *, person_id: PersonId) -> BankCardFacts:
    """
    Return one of a person's cards.

    :raises errors.BankCardNotFound: if there is none, or it is somebody else's
    """
    card = BankCard.objects.filter(pk=card_id, person_id=person_id).first()
    if card is None:
        raise errors.BankCardNotFound
    return _card_facts(card)


def has_bank_card(number: BankCardNumber, *, person_id: PersonId) -> bool:
    """Tell whether the person has bound this card."""
    indexes = vault.blind_indexes(purpose=CARD_INDEX, value=number.value)
    return BankCard.objects.filter(person_id=person_id, number_index__in=indexes).exists()


def list_personal_certificates(
    person_id: PersonId, *, today: dt.date, narrowed: CertificateFilter | None = None
) -> list[PersonalCertificateFacts]:
    """
    Return the certificates that a person has filed, by kind, the newest first.

    What is encrypted cannot be looked for in the table; a person has few enough to read them all.
    """
    rows = PersonalCertificate.objects.filter(person_id=person_id)
    wanted = narrowed or CertificateFilter()
    words = wanted.words.casefold().split()
    found = [
        _certificate_facts(row, today)
        for row in rows.order_by("kind", "-kept_at", "pk")
        if all(word in _searched(row) for word in words)
    ]
    return [facts for facts in found if wanted.standing in (None, facts.standing)]


def get_personal_certificate(
    certificate_id: PersonalCertificateId, *, person_id: PersonId, today: dt.date
) -> PersonalCertificateFacts:
    """
    Return one of a person's certificates.

    :raises errors.PersonalCertificateNotFound: if there is none, or it is somebody else's
    """
    row = PersonalCertificate.objects.filter(pk=certificate_id, person_id=person_id).first()
    if row is None:
        raise errors.PersonalCertificateNotFound
    return _certificate_facts(row, today)


def _card_facts(card: BankCard) -> BankCardFacts:
    return BankCardFacts(
        id=BankCardId(card.pk),
        masked=BankCardNumber.parse(card.number).masked,
        bank=card.bank,
        mobile_masked=Mobile.parse(card.mobile).masked,
        is_default=card.is_default,
        bound_at=card.bound_at,
    )


def _certificate_facts(row: PersonalCertificate, today: dt.date) -> PersonalCertificateFacts:
    return PersonalCertificateFacts(
        id=PersonalCertificateId(row.pk),
        kind=PersonalCertificateKind(row.kind),
        number_masked=masking_kit.mask_number(row.number) if row.number else "",
        entries=CertificateEntries(
            **(row.details or {}),
            issued_on=row.issued_on,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            annual_check_on=row.annual_check_on,
        ),
        standing=standing_of(row.valid_until, today=today),
        pictures=tuple(WalletFileId(uuid.UUID(file_id)) for file_id in row.pictures),
        kept_at=row.kept_at,
    )


def _searched(row: PersonalCertificate) -> str:
    """Return all in which words are looked for, in small letters."""
    texts = [row.number, *(str(text) for text in (row.details or {}).values())]
    return "\n".join([*texts, CERTIFICATE_NAMES[PersonalCertificateKind(row.kind)]]).casefold()
