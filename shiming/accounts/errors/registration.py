"""Refusals about registering, online and at the counter."""

from shiming.kernel.errors import DomainError, ErrorKind


class AlreadyRegistered(DomainError):
    """Said only to who has proven possession of the mobile (Q42)."""

    code = "accounts.registration.already_registered"
    kind = ErrorKind.CONFLICT


class DocumentNeeded(DomainError):
    """This portal registers only with number and name of a document."""

    code = "accounts.registration.document_needed"
    kind = ErrorKind.INVALID


class DocumentRegistered(DomainError):
    """The person of this document has an account (S27-1); said after the mobile was proven."""

    code = "accounts.registration.document_registered"
    kind = ErrorKind.CONFLICT


class FiledAlready(DomainError):
    """The person is on file and signs in with that, without registering (S27-1, S27-2)."""

    code = "accounts.registration.filed"
    kind = ErrorKind.CONFLICT


class NotFiled(DomainError):
    """Only who was filed by card reader may register here (S27-1)."""

    code = "accounts.registration.not_filed"
    kind = ErrorKind.NOT_FOUND


class UnitsRegisteredByHandlers(DomainError):
    """Where people prove who they are before they get an account, so does who acts for a unit."""

    code = "accounts.registration.units_by_handler"
    kind = ErrorKind.FORBIDDEN


class RegistrationCodeNotUsable(DomainError):
    """No such code was printed for this document, or it is spent, expired or guessed at."""

    code = "accounts.registration_code.not_usable"
    kind = ErrorKind.CONFLICT
