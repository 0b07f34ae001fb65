"""The refusals of the area."""

from typing import ClassVar

from shiming.kernel.errors import DomainError, ErrorKind


class CaseNumberMissing(DomainError):
    """A register is asked only for a case (S17-11)."""

    code: ClassVar[str] = "registers.lookup.case_number_missing"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class PurposeNotAllowed(DomainError):
    """A register is asked only for the purposes it was connected for (S17-9)."""

    code: ClassVar[str] = "registers.lookup.purpose_not_allowed"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class FactorMissing(DomainError):
    """Four factors need ethnicity and sex."""

    code: ClassVar[str] = "registers.lookup.factor_missing"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class NumberNotSynthetic(DomainError):
    """A simulator accepts only numbers that cannot belong to anybody (province code 60)."""

    code: ClassVar[str] = "registers.number.not_synthetic"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID
