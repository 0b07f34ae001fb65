"""Refusals about resets and recovery."""

from shiming.kernel.errors import DomainError, ErrorKind


class DocumentMismatch(DomainError):
    """Number and name are not those of the account's owner. Context: `tries_left`."""

    code = "accounts.recovery.document_mismatch"
    kind = ErrorKind.INVALID


class RecoveryByAdministrator(DomainError):
    """Staff are reset by an administrator: one contact is not enough to become one of them."""

    code = "accounts.recovery.staff"
    kind = ErrorKind.FORBIDDEN


class RecoveryLocked(DomainError):
    """There were too many tries at recovering. Context: `minutes` until the lock ends."""

    code = "accounts.recovery.locked"
    kind = ErrorKind.LIMITED


class FaceRecoveryExcluded(DomainError):
    """Faces lead back in with the resident identity card alone (S31-5)."""

    code = "accounts.recovery.face_document_excluded"
    kind = ErrorKind.INVALID


class NoContactForCode(DomainError):
    """The account holds permissions, and no proven contact: its code is handed to nobody else."""

    code = "accounts.reset.no_contact"
    kind = ErrorKind.CONFLICT


class ResetNotAllowed(DomainError):
    """The actor does not answer for this account, or it is none that they may reset."""

    code = "accounts.reset.not_allowed"
    kind = ErrorKind.FORBIDDEN
