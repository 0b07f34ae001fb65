"""Refusals about registrations of units, and what a register made of them."""

from typing import ClassVar

from shiming.kernel.errors import DomainError, ErrorKind


class RegistrationNotFound(DomainError):
    """There is no such registration, or it is not this person's to see."""

    code: ClassVar[str] = "legal_persons.registration.not_found"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class RegistrationMovedOn(DomainError):
    """Somebody decided or withdrew it meanwhile."""

    code: ClassVar[str] = "legal_persons.registration.moved_on"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class RegistrationOpen(DomainError):
    """The same account registers the same unit already."""

    code: ClassVar[str] = "legal_persons.registration.open"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class TooManyRegistrations(DomainError):
    """The account has handed in as many as it may today."""

    code: ClassVar[str] = "legal_persons.registration.too_many"
    kind: ClassVar[ErrorKind] = ErrorKind.LIMITED


class NotTheRepresentative(DomainError):
    """Whoever registers as the representative stated somebody else's document."""

    code: ClassVar[str] = "legal_persons.registration.not_the_representative"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class OwnRegistration(DomainError):
    """Nobody decides about a unit of their own."""

    code: ClassVar[str] = "legal_persons.registration.own"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class ReasonMissing(DomainError):
    """A refusal says why."""

    code: ClassVar[str] = "legal_persons.registration.reason_missing"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class PaperMissing(DomainError):
    """What an officer decides comes with a picture of the unit's paper."""

    code: ClassVar[str] = "legal_persons.registration.paper_missing"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class AddressMissing(DomainError):
    """The seat of the unit is mandatory, and fits into a line."""

    code: ClassVar[str] = "legal_persons.registration.address_missing"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class RepresentativeMismatch(DomainError):
    """The representative does not agree with the credit code (S32-1)."""

    code: ClassVar[str] = "legal_persons.register.representative_mismatch"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class NameMismatch(DomainError):
    """The name does not agree with the credit code."""

    code: ClassVar[str] = "legal_persons.register.name_mismatch"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class NumberMismatch(DomainError):
    """The registration number or organisation code does not agree with the credit code."""

    code: ClassVar[str] = "legal_persons.register.number_mismatch"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class EthnicityMissing(DomainError):
    """An identity card shows an ethnicity, which is compared too (S33-23)."""

    code: ClassVar[str] = "legal_persons.registration.ethnicity_missing"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class NoRecord(DomainError):
    """No unit with this credit code is on the register."""

    code: ClassVar[str] = "legal_persons.register.no_record"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class NotNormal(DomainError):
    """The unit is not in normal state (S34-7)."""

    code: ClassVar[str] = "legal_persons.register.not_normal"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class DecidedByOfficer(DomainError):
    """An officer refused the registration, and said why."""

    code: ClassVar[str] = "legal_persons.registration.refused"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class CodeNotAllowed(DomainError):
    """Only a clerk with the permission gives codes out, and not for a unit of their own."""

    code: ClassVar[str] = "legal_persons.code.not_allowed"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class CodeNotNeeded(DomainError):
    """The unit signs in already: what it forgot is reset, not issued anew."""

    code: ClassVar[str] = "legal_persons.code.not_needed"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class ExplanationTooShort(DomainError):
    """A clerk says what they have seen."""

    code: ClassVar[str] = "legal_persons.code.explanation_too_short"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID
