"""What may be put into one's wallet, and by whom. Pure rules."""

import datetime as dt
import itertools
import re

from shiming.accounts import errors
from shiming.accounts.types import (
    KINDS_FILED_ONCE,
    MOST_PICTURES,
    CertificateEntries,
    CertificateStanding,
    PersonalCertificateKind,
    PersonId,
)
from shiming.kernel import tripwire
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.documents import DocumentNumber, DocumentType
from shiming.kernel.identifiers.identifier import normalise_number
from shiming.kernel.levels import Level

_LONGEST_NUMBER = 40
_LONGEST_ENTRY = 60
# As soon as the first reminder goes out.
_EXPIRING_WITHIN = dt.timedelta(days=90)
# The holder's identity number, kind (1-7) and grade (1-4) of the disability, and the count of
# replacements after a B.
_DISABILITY_TAIL = re.compile(r"[1-7][1-4](B[0-9]{1,2})?")


def owner_of_wallet(actor: Actor) -> PersonId:
    """
    Return whose wallet the actor uses: it belongs to a person whom a register knows.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.PersonRequired: if no register has confirmed who the person is
    """
    if actor.account_id is None or actor.session_id is None:
        raise errors.SignInRequired
    if actor.person_id is None or actor.level < Level.PRIMARY:
        raise errors.PersonRequired
    return PersonId(actor.person_id)


def certificate_number(kind: PersonalCertificateKind, typed: str, *, holder: DocumentNumber) -> str:
    """
    Return the number in its normal form; a martyr family's certificate may have none (S32-6).

    :raises errors.CertificateNumberMissing: if a disability certificate's is not given
    :raises errors.CertificateNumberWrong: if it cannot be this holder's
    :raises errors.CertificateNameMissing: if that of a certificate of trade is not given (S06-4)
    """
    if kind not in KINDS_FILED_ONCE:
        # As on the paper, brackets and strokes included.
        return _number_of_trade(typed.strip())
    number = normalise_number(typed).value
    if kind is PersonalCertificateKind.MARTYR_FAMILY:
        if len(number) > _LONGEST_NUMBER or not number.isprintable():
            raise errors.CertificateNumberWrong
        return number
    if not number:
        raise errors.CertificateNumberMissing
    is_resident = holder.document_type is DocumentType.RESIDENT_ID_CARD
    own, tail = number[: len(holder.value)], number[len(holder.value) :]
    if is_resident and (own != holder.value or not _DISABILITY_TAIL.fullmatch(tail)):
        raise errors.CertificateNumberWrong
    if len(number) > _LONGEST_NUMBER:
        raise errors.CertificateNumberWrong
    return number


def _number_of_trade(number: str) -> str:
    if not number:
        raise errors.CertificateNameMissing
    if len(number) > _LONGEST_NUMBER or not number.isprintable():
        raise errors.CertificateNumberWrong
    return number


def refusal_of_pictures(
    kind: PersonalCertificateKind, *, count: int, number: str
) -> DomainError | None:
    """Return why so many pictures do not do, or None (S32-6: at most five)."""
    if count > MOST_PICTURES:
        return errors.TooManyPictures(most=MOST_PICTURES)
    if count == 0 and (kind is PersonalCertificateKind.DISABILITY or not number):
        return errors.PicturesMissing()
    return None


def refusal_of_entries(
    kind: PersonalCertificateKind, entries: CertificateEntries
) -> DomainError | None:
    """
    Return what is wrong with what is said of a certificate, or None (S06-4).

    Its name goes into reminders, so that it must not hold what those may not.
    """
    texts = (entries.name, entries.level, entries.speciality, entries.issuing_body)
    if kind not in KINDS_FILED_ONCE and not entries.name:
        return errors.CertificateNameMissing()
    if any(
        len(text) > _LONGEST_ENTRY or not text.isprintable() or tripwire.find_unmasked(text)
        for text in texts
    ):
        return errors.CertificateEntryUnfit()
    days = [entries.issued_on, entries.valid_from, entries.valid_until]
    known = [day for day in days if day is not None]
    if any(later < earlier for earlier, later in itertools.pairwise(known)):
        return errors.CertificateDaysDisordered()
    return None


def standing_of(valid_until: dt.date | None, *, today: dt.date) -> CertificateStanding:
    """Return whether a certificate is good, about to end, or over; its last day is a good one."""
    if valid_until is None or valid_until > today + _EXPIRING_WITHIN:
        return CertificateStanding.VALID
    return CertificateStanding.EXPIRED if valid_until < today else CertificateStanding.EXPIRING
