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


class OfficeNotOffered(DomainError):
    """A unit gives only some offices away; who heads it comes from the core or a register."""

    code: ClassVar[str] = "legal_persons.office.not_offered"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class TooManyRequests(DomainError):
    """The person has asked to act for as many units as they may for now."""

    code: ClassVar[str] = "legal_persons.office.too_many_requests"
    kind: ClassVar[ErrorKind] = ErrorKind.LIMITED


class TermOver(DomainError):
    """Until when it is to last is past already."""

    code: ClassVar[str] = "legal_persons.office.term_over"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class PersonNotCaptured(DomainError):
    """Nobody of exactly this name and document is captured: they are invited to be (S35-10)."""

    code: ClassVar[str] = "legal_persons.person.not_captured"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class TooManySearches(DomainError):
    """Units or people were looked for too often today."""

    code: ClassVar[str] = "legal_persons.search.too_many"
    kind: ClassVar[ErrorKind] = ErrorKind.LIMITED


class PersonNotProofed(DomainError):
    """Whoever acts for a unit must be proofed as a person first (S33-23)."""

    code: ClassVar[str] = "legal_persons.person.not_proofed"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN
