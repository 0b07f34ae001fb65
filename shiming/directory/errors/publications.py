"""Refusals about documents for downloading."""

from typing import ClassVar

from shiming.kernel.errors import DomainError, ErrorKind


class MayNotPublish(DomainError):
    """The actor may not publish or withdraw documents."""

    code: ClassVar[str] = "directory.publication.may_not_publish"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class PublicationNotFound(DomainError):
    """There is no such document, it is withdrawn, not yet in force, or another portal's."""

    code: ClassVar[str] = "directory.publication.not_found"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class PublicationUnfit(DomainError):
    """Title or version is missing or too long, or holds what a file's name cannot."""

    code: ClassVar[str] = "directory.publication.unfit"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class PublicationTaken(DomainError):
    """This version of the document is published already."""

    code: ClassVar[str] = "directory.publication.taken"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class PublicationWithdrawn(DomainError):
    """Somebody has withdrawn the document meanwhile."""

    code: ClassVar[str] = "directory.publication.withdrawn"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class WithdrawalUnexplained(DomainError):
    """A withdrawal says why."""

    code: ClassVar[str] = "directory.publication.reason_missing"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class FileTypeNotAccepted(DomainError):
    """The content is of no type that is published, whatever the name says."""

    code: ClassVar[str] = "directory.publication.type_not_accepted"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class FileHoldsProgram(DomainError):
    """The file holds macros, scripts or further files, which readers would run."""

    code: ClassVar[str] = "directory.publication.holds_program"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class FileTooLarge(DomainError):
    """The file has more bytes than allowed; context: `most`, in megabytes."""

    code: ClassVar[str] = "directory.publication.too_large"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID
