"""Refusals about units themselves."""

from typing import ClassVar

from shiming.kernel.errors import DomainError, ErrorKind


class UnitNotFound(DomainError):
    """There is no such unit, or it is not this person's."""

    code: ClassVar[str] = "legal_persons.unit.not_found"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class UnitUnknown(DomainError):
    """No unit on record has this number."""

    code: ClassVar[str] = "legal_persons.unit.unknown"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class UnitExists(DomainError):
    """A unit with this number is on record already."""

    code: ClassVar[str] = "legal_persons.unit.exists"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class NumberTaken(DomainError):
    """The number belongs to another unit."""

    code: ClassVar[str] = "legal_persons.number.taken"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class UnitNotConfirmed(DomainError):
    """Neither a register nor an officer has confirmed the unit."""

    code: ClassVar[str] = "legal_persons.unit.not_confirmed"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class UnitHasAccount(DomainError):
    """The unit has an account of its own already."""

    code: ClassVar[str] = "legal_persons.unit.has_account"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class UnitMovedOn(DomainError):
    """Somebody changed the unit meanwhile."""

    code: ClassVar[str] = "legal_persons.unit.moved_on"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
