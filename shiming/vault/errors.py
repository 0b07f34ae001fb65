"""What the area refuses, and what it takes for tampering or a programming error."""

from typing import ClassVar

from shiming.kernel.errors import DomainError, ErrorKind


class FileNotKept(DomainError):
    """There is no such file, or it has been shredded."""

    code: ClassVar[str] = "vault.file.not_kept"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class NoSpace(DomainError):
    """The disk has no room for the file; nothing was kept."""

    code: ClassVar[str] = "vault.file.no_space"
    kind: ClassVar[ErrorKind] = ErrorKind.UNAVAILABLE


class RotationUnderWay(DomainError):
    """The last rotation of the keys has not ended yet."""

    code: ClassVar[str] = "vault.rotation.under_way"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class CannotDecrypt(RuntimeError):
    """A ciphertext was changed or moved to another purpose, or its key is unknown."""


class NoDataKey(RuntimeError):
    """The database has no active data key: `migrate` makes the first ones."""


class EncryptedLookup(TypeError):
    """Somebody tried to search in an encrypted column: a programming error."""


class NoSpaceLeft(OSError):
    """A file store ran out of room; the vault turns it into a refusal."""
