"""Refusals about accounts, persons and agreements."""

from shiming.kernel.errors import DomainError, ErrorKind


class AccountNotFound(DomainError):
    """There is no such account."""

    code = "accounts.account.not_found"
    kind = ErrorKind.NOT_FOUND


class AccountFrozen(DomainError):
    """An administrator stopped the account; said only to who has proven to own it."""

    code = "accounts.account.frozen"
    kind = ErrorKind.FORBIDDEN


class PersonNotFound(DomainError):
    """There is no such person."""

    code = "accounts.person.not_found"
    kind = ErrorKind.NOT_FOUND


class AccountIsAnotherPerson(DomainError):
    """The account belongs to somebody else than the document says."""

    code = "accounts.person.another"
    kind = ErrorKind.CONFLICT


class IdentityNotFound(DomainError):
    """The account may not act in this capacity, or not any more."""

    code = "accounts.identity.not_found"
    kind = ErrorKind.NOT_FOUND


class UserNameTaken(DomainError):
    """Somebody else has this user name."""

    code = "accounts.user_name.taken"
    kind = ErrorKind.CONFLICT


class UserNameMalformed(DomainError):
    """No user name may look like this."""

    code = "accounts.user_name.malformed"
    kind = ErrorKind.INVALID


class AgreementNotAccepted(DomainError):
    """The agreement in force was not accepted."""

    code = "accounts.agreement.not_accepted"
    kind = ErrorKind.INVALID


class AgreementOutdated(DomainError):
    """Another version is in force than the one that was accepted."""

    code = "accounts.agreement.outdated"
    kind = ErrorKind.CONFLICT


class AgreementNotPublished(DomainError):
    """No agreement is in force yet."""

    code = "accounts.agreement.not_published"
    kind = ErrorKind.UNAVAILABLE


class AgreementVersionTaken(DomainError):
    """A version of this name has been published."""

    code = "accounts.agreement.version_taken"
    kind = ErrorKind.CONFLICT


class ClosureByAdministrator(DomainError):
    """Accounts of staff are closed by an administrator."""

    code = "accounts.closure.staff"
    kind = ErrorKind.FORBIDDEN


class ClosureNotPossible(DomainError):
    """The account is not active, or about to close already."""

    code = "accounts.closure.not_possible"
    kind = ErrorKind.CONFLICT


class ClosureWithLinks(DomainError):
    """Other accounts hang on it, or it on another."""

    code = "accounts.closure.linked"
    kind = ErrorKind.CONFLICT


class ClosureNotFound(DomainError):
    """The account is not about to close."""

    code = "accounts.closure.not_found"
    kind = ErrorKind.NOT_FOUND


class PersonRequired(DomainError):
    """No register has confirmed who the person is, so there is nobody whose it could be."""

    code = "accounts.person.required"
    kind = ErrorKind.FORBIDDEN
