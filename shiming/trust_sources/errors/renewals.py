"""Refusals about renewals of certificates."""

from typing import ClassVar

from shiming.kernel.errors import DomainError, ErrorKind


class RenewalNotPossible(DomainError):
    """There is no such certificate of one's own, or its authority is not known here any more."""

    code: ClassVar[str] = "trust_sources.renewal.not_possible"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class RenewalAsked(DomainError):
    """A request for this certificate is open."""

    code: ClassVar[str] = "trust_sources.renewal.asked"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class RenewalDecided(DomainError):
    """There is no such open request."""

    code: ClassVar[str] = "trust_sources.renewal.decided"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class RenewalNeedMissing(DomainError):
    """Nothing was written down, or too much."""

    code: ClassVar[str] = "trust_sources.renewal.need_missing"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID
