"""Refusals about offices."""

from typing import ClassVar

from shiming.kernel.errors import DomainError, ErrorKind


class OfficeNotFound(DomainError):
    """There is no such office, or it is not this person's."""

    code: ClassVar[str] = "legal_persons.office.not_found"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class OfficeMovedOn(DomainError):
    """Somebody decided or ended it meanwhile."""

    code: ClassVar[str] = "legal_persons.office.moved_on"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class OfficeExists(DomainError):
    """The person holds this office, or is asked to."""

    code: ClassVar[str] = "legal_persons.office.exists"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class OfficeFromCore(DomainError):
    """Only the tax core ends what comes from it (S32-10)."""

    code: ClassVar[str] = "legal_persons.office.from_core"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class PersonNotProofed(DomainError):
    """Whoever acts for a unit must be proofed as a person first (S33-23)."""

    code: ClassVar[str] = "legal_persons.person.not_proofed"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN
