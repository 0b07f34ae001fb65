"""Refusals of reading the tax core."""

from typing import ClassVar

from shiming.kernel.errors import DomainError, ErrorKind


class CoreUnavailable(DomainError):
    """The tax core does not answer."""

    code: ClassVar[str] = "legal_persons.core.unavailable"
    kind: ClassVar[ErrorKind] = ErrorKind.UNAVAILABLE


class CoreKnowsNoSuchUnit(DomainError):
    """The tax core has no taxpayer with this number."""

    code: ClassVar[str] = "legal_persons.core.no_such_unit"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class SynchronisedJustNow(DomainError):
    """The tax core was read for this unit a moment ago, or too often today."""

    code: ClassVar[str] = "legal_persons.core.just_now"
    kind: ClassVar[ErrorKind] = ErrorKind.LIMITED
