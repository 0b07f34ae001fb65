"""Reads about bank cards and personal certificates, always one person's own."""

import uuid

from shiming.accounts import errors
from shiming.accounts.models import BankCard, PersonalCertificate
from shiming.accounts.types import (
    BankCardFacts,
    BankCardId,
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


def list_personal_certificates(person_id: PersonId) -> list[PersonalCertificateFacts]:
    """Return the certificates that a person has filed, by kind."""
    return [
        _certificate_facts(row)
        for row in PersonalCertificate.objects.filter(person_id=person_id).order_by("kind")
    ]


def find_personal_certificate(
    kind: PersonalCertificateKind, *, person_id: PersonId
) -> PersonalCertificateFacts | None:
    """Return the certificate of a kind that a person has filed, or None."""
    row = PersonalCertificate.objects.filter(person_id=person_id, kind=kind).first()
    return None if row is None else _certificate_facts(row)


def _card_facts(card: BankCard) -> BankCardFacts:
    return BankCardFacts(
        id=BankCardId(card.pk),
        masked=BankCardNumber.parse(card.number).masked,
        bank=card.bank,
        mobile_masked=Mobile.parse(card.mobile).masked,
        is_default=card.is_default,
        bound_at=card.bound_at,
    )


def _certificate_facts(row: PersonalCertificate) -> PersonalCertificateFacts:
    return PersonalCertificateFacts(
        id=PersonalCertificateId(row.pk),
        kind=PersonalCertificateKind(row.kind),
        number_masked=masking_kit.mask_number(row.number) if row.number else "",
        pictures=tuple(WalletFileId(uuid.UUID(file_id)) for file_id in row.pictures),
        kept_at=row.kept_at,
    )
