"""What the area refuses, and what it takes for a programming error."""

from typing import ClassVar

from shiming.kernel.errors import DomainError, ErrorKind


class UnmaskedPersonalData(RuntimeError):
    """Somebody tried to write personal data into the audit: a programming error, no refusal."""


class SealedMeanwhile(DomainError):
    """Another sealer closed the same records first."""

    code: ClassVar[str] = "audit.seal.sealed_meanwhile"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT
