"""Refusals about applications for accounts."""

from shiming.kernel.errors import DomainError, ErrorKind


class MobileNotProven(DomainError):
    """The visitor has not lately proven a mobile, or ended that."""

    code = "accounts.application.mobile_not_proven"
    kind = ErrorKind.FORBIDDEN


class ApplicationNotFound(DomainError):
    """There is no such application, or it is somebody else's: one answer."""

    code = "accounts.application.not_found"
    kind = ErrorKind.NOT_FOUND


class ApplicationKindUnknown(DomainError):
    """Nobody can apply for this."""

    code = "accounts.application.kind_unknown"
    kind = ErrorKind.NOT_FOUND


class FirstAnother(DomainError):
    """Something else must have been approved before, as the enterprise before its project."""

    code = "accounts.application.first_another"
    kind = ErrorKind.CONFLICT


class TooManyApplications(DomainError):
    """The mobile or the address has sent its share of the day."""

    code = "accounts.application.too_many"
    kind = ErrorKind.LIMITED


class ApplicationNotReturned(DomainError):
    """Only what a reviewer returned can be corrected."""

    code = "accounts.application.not_returned"
    kind = ErrorKind.CONFLICT


class ApplicationNotWaiting(DomainError):
    """Somebody else has taken it up or decided it meanwhile."""

    code = "accounts.application.not_waiting"
    kind = ErrorKind.CONFLICT


class NotTheReviewer(DomainError):
    """The officer has not taken it up; nothing of it is shown to them, nor theirs to decide."""

    code = "accounts.application.not_the_reviewer"
    kind = ErrorKind.FORBIDDEN


class OwnApplication(DomainError):
    """Nobody reviews what they applied for themselves."""

    code = "accounts.application.own"
    kind = ErrorKind.FORBIDDEN


class LoginNameTaken(DomainError):
    """The name that the account would sign in with belongs to another one, or is no name."""

    code = "accounts.application.login_name_taken"
    kind = ErrorKind.CONFLICT


class ActivationNotAwaited(DomainError):
    """The account has a password already, or was closed."""

    code = "accounts.application.activation_not_awaited"
    kind = ErrorKind.CONFLICT


class FormVersionNotFound(DomainError):
    """There is no such version, or it was decided."""

    code = "accounts.application_form.not_found"
    kind = ErrorKind.NOT_FOUND


class FormByOneself(DomainError):
    """Who proposed a form does not put it into force."""

    code = "accounts.application_form.own"
    kind = ErrorKind.FORBIDDEN


class ConnectionNotThere(DomainError):
    """There is no such connection, or it stands elsewhere by now."""

    code = "accounts.connection.not_there"
    kind = ErrorKind.CONFLICT
