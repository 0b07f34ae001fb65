"""Refusals of signing in for a unit."""

from typing import ClassVar

from shiming.kernel.errors import DomainError, ErrorKind


class UnitSignInLost(DomainError):
    """It is over, too old, or another browser's."""

    code: ClassVar[str] = "legal_persons.sign_in.lost"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class StepSkipped(DomainError):
    """A step before it is missing, or its secret."""

    code: ClassVar[str] = "legal_persons.sign_in.step_skipped"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class QuickNotYet(DomainError):
    """The unit has not signed in the ordinary way with its officers known (S35-3)."""

    code: ClassVar[str] = "legal_persons.sign_in.quick_not_yet"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class UnitNotActive(DomainError):
    """The unit is cancelled or its licence was revoked."""

    code: ClassVar[str] = "legal_persons.sign_in.unit_not_active"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class NotAnAgency(DomainError):
    """Only agencies go the agencies' way."""

    code: ClassVar[str] = "legal_persons.sign_in.not_an_agency"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class OfficerNotSelectable(DomainError):
    """Nobody of that kind is on the list, or they are not captured."""

    code: ClassVar[str] = "legal_persons.sign_in.officer_not_selectable"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class OfficerChanged(DomainError):
    """Another tab of the browser has chosen somebody else meanwhile."""

    code: ClassVar[str] = "legal_persons.sign_in.officer_changed"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class ProofNotOffered(DomainError):
    """The officer has no such secret, or the way does not take it."""

    code: ClassVar[str] = "legal_persons.sign_in.proof_not_offered"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class AgreementWrong(DomainError):
    """The client does not recognise the agency, or the agreement password is another one."""

    code: ClassVar[str] = "legal_persons.sign_in.agreement_wrong"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID
