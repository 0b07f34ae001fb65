"""Refusals about the wallet."""

from shiming.kernel.errors import DomainError, ErrorKind


class BankCardNotFound(DomainError):
    """There is no such card, or it is somebody else's."""

    code = "accounts.bank_card.not_found"
    kind = ErrorKind.NOT_FOUND


class BankCardBound(DomainError):
    """The person has bound this card already."""

    code = "accounts.bank_card.bound"
    kind = ErrorKind.CONFLICT


class BankCardMismatch(DomainError):
    """The bank says that name, document, card and mobile do not belong together."""

    code = "accounts.bank_card.mismatch"
    kind = ErrorKind.INVALID


class BankCardLimitReached(DomainError):
    """The day's tries are used up, over all cards of the person (S32-7, Q38)."""

    code = "accounts.bank_card.limit_reached"
    kind = ErrorKind.LIMITED


class BankUnavailable(DomainError):
    """The bank does not answer; that cost no try."""

    code = "accounts.bank_card.unavailable"
    kind = ErrorKind.UNAVAILABLE


class CertificateNumberMissing(DomainError):
    """A disability certificate is filed with its number (S32-6)."""

    code = "accounts.personal_certificate.number_missing"
    kind = ErrorKind.INVALID


class CertificateNumberWrong(DomainError):
    """The number cannot be that of this person's certificate."""

    code = "accounts.personal_certificate.number_wrong"
    kind = ErrorKind.INVALID


class PersonalCertificateNotFound(DomainError):
    """There is no such certificate, or it is somebody else's."""

    code = "accounts.personal_certificate.not_found"
    kind = ErrorKind.NOT_FOUND


class CertificateNameMissing(DomainError):
    """A certificate is filed under its name and number (S06-4)."""

    code = "accounts.personal_certificate.name_missing"
    kind = ErrorKind.INVALID


class CertificateEntryUnfit(DomainError):
    """An entry is too long, or holds what is no name: an identity number, a mobile."""

    code = "accounts.personal_certificate.entry_unfit"
    kind = ErrorKind.INVALID


class CertificateDaysDisordered(DomainError):
    """It ends before it begins, or begins before it was issued."""

    code = "accounts.personal_certificate.days_disordered"
    kind = ErrorKind.INVALID


class TooManyCertificates(DomainError):
    """The person has filed as many as one can; context: `most`."""

    code = "accounts.personal_certificate.too_many"
    kind = ErrorKind.CONFLICT


class CertificateNumberUnknown(DomainError):
    """The office that files such certificates has none of this person."""

    code = "accounts.personal_certificate.number_unknown"
    kind = ErrorKind.NOT_FOUND


class CertificateOfficeUnavailable(DomainError):
    """The office that files such certificates does not answer."""

    code = "accounts.personal_certificate.office_unavailable"
    kind = ErrorKind.UNAVAILABLE


class CertificatePictureNotFound(DomainError):
    """There is no such picture, or it is somebody else's."""

    code = "accounts.personal_certificate.picture_not_found"
    kind = ErrorKind.NOT_FOUND


class TooManyPictures(DomainError):
    """More than five pictures of one certificate (S32-6)."""

    code = "accounts.personal_certificate.too_many_pictures"
    kind = ErrorKind.INVALID


class PicturesMissing(DomainError):
    """There is no picture where one is needed."""

    code = "accounts.personal_certificate.pictures_missing"
    kind = ErrorKind.INVALID
