"""Refusals about the duties of operators."""

from typing import ClassVar

from shiming.kernel.errors import DomainError, ErrorKind


class AcceptanceNotOpen(DomainError):
    """There is no such letter, or it was answered, is too old, or holds duties of before."""

    code: ClassVar[str] = "trust_sources.duties.not_open"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class AcceptanceCodeWrong(DomainError):
    """The code is another one. Context: `tries_left`."""

    code: ClassVar[str] = "trust_sources.duties.code_wrong"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID
