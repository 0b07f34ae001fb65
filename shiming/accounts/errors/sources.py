"""Refusals about trust sources."""

from shiming.kernel.errors import DomainError, ErrorKind


class SourceNotOffered(DomainError):
    """There is no such source at this portal now."""

    code = "accounts.source.not_offered"
    kind = ErrorKind.NOT_FOUND


class SourceRefused(DomainError):
    """The source did not say who it is, or said no."""

    code = "accounts.source.refused"
    kind = ErrorKind.FORBIDDEN


class SourceUserEnded(DomainError):
    """The source says that this user has ended there."""

    code = "accounts.source.user_ended"
    kind = ErrorKind.FORBIDDEN


class SourceNamesAnother(DomainError):
    """The source names another person than the account's owner."""

    code = "accounts.source.names_another"
    kind = ErrorKind.CONFLICT


class SourceNeedsProof(DomainError):
    """There are accounts of this person: one of them must be signed in to first."""

    code = "accounts.source.needs_proof"
    kind = ErrorKind.CONFLICT


class SourceOpensNothing(DomainError):
    """Nothing may be opened on this source's word."""

    code = "accounts.source.opens_nothing"
    kind = ErrorKind.FORBIDDEN


class SourceKnowsTooLittle(DomainError):
    """The source did not name a person, or not surely enough."""

    code = "accounts.source.knows_too_little"
    kind = ErrorKind.CONFLICT


class SourcePasswordWrong(DomainError):
    """The source does not know this name and password."""

    code = "accounts.source.password_wrong"
    kind = ErrorKind.FORBIDDEN
