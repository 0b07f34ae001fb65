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
