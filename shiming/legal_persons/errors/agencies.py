"""Refusals about agencies."""

from typing import ClassVar

from shiming.kernel.errors import DomainError, ErrorKind


class AgencyNotFound(DomainError):
    """No agency has exactly this code."""

    code: ClassVar[str] = "legal_persons.agency.not_found"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class AgencyIsOneself(DomainError):
    """A unit is not its own agency."""

    code: ClassVar[str] = "legal_persons.agency.oneself"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class RecognitionNotFound(DomainError):
    """The unit has no such agency on its list."""

    code: ClassVar[str] = "legal_persons.recognition.not_found"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class RecognitionMovedOn(DomainError):
    """Somebody recognised or ended it meanwhile."""

    code: ClassVar[str] = "legal_persons.recognition.moved_on"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
