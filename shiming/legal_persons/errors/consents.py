"""Refusals of standing consents."""

from typing import ClassVar

from shiming.kernel.errors import DomainError, ErrorKind


class LastDayOutOfRange(DomainError):
    """A consent lasts at least until today, and no longer than the platform allows."""

    code: ClassVar[str] = "legal_persons.consent.last_day_out_of_range"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class ConsentNotFound(DomainError):
    """There is no consent that could be withdrawn."""

    code: ClassVar[str] = "legal_persons.consent.not_found"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class ConsentMovedOn(DomainError):
    """Another tab gave or withdrew a consent in this very moment."""

    code: ClassVar[str] = "legal_persons.consent.moved_on"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class CaseNumberUnfit(DomainError):
    """Whoever asks names the case for which they do."""

    code: ClassVar[str] = "legal_persons.consent.case_number_unfit"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID
