"""Refusals about sources that only compare."""

from typing import ClassVar

from shiming.kernel.errors import DomainError, ErrorKind


class CheckNotOffered(DomainError):
    """There is no such source at this portal now."""

    code: ClassVar[str] = "trust_sources.check.not_offered"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class CheckWithoutConsent(DomainError):
    """Nothing goes to a source before the person has agreed."""

    code: ClassVar[str] = "trust_sources.check.without_consent"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class CheckNeedsUnit(DomainError):
    """The source speaks about units, and the person heads none at present."""

    code: ClassVar[str] = "trust_sources.check.needs_unit"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class CheckNeedsMobile(DomainError):
    """The account has no mobile number that the source could compare."""

    code: ClassVar[str] = "trust_sources.check.needs_mobile"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class CheckDocumentUnfit(DomainError):
    """The source knows people by identity cards alone."""

    code: ClassVar[str] = "trust_sources.check.document_unfit"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class CheckLimitReached(DomainError):
    """There were as many questions today as a day allows."""

    code: ClassVar[str] = "trust_sources.check.limit_reached"
    kind: ClassVar[ErrorKind] = ErrorKind.LIMITED


class CheckMismatch(DomainError):
    """The source does not confirm it. Context: `name`."""

    code: ClassVar[str] = "trust_sources.check.mismatch"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class CheckNoRecord(DomainError):
    """The source knows no such card, account or user. Context: `name`."""

    code: ClassVar[str] = "trust_sources.check.no_record"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class CheckUnavailable(DomainError):
    """The source does not answer; that counts against nobody. Context: `name`."""

    code: ClassVar[str] = "trust_sources.check.unavailable"
    kind: ClassVar[ErrorKind] = ErrorKind.UNAVAILABLE


class CheckNotOpen(DomainError):
    """This session began no such check, or it is over."""

    code: ClassVar[str] = "trust_sources.check.not_open"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
