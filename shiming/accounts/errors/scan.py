"""Refusals about scanning."""

from shiming.kernel.errors import DomainError, ErrorKind


class NoCodeInPicture(DomainError):
    """The picture shows no code that can be read."""

    code = "accounts.scan.no_code"
    kind = ErrorKind.INVALID


class CodeOfOthers(DomainError):
    """The code leads somewhere else; what it says is neither shown nor opened."""

    code = "accounts.scan.of_others"
    kind = ErrorKind.INVALID


class ScannedTooOften(DomainError):
    """The account has had too many pictures read. Context: `minutes` until the next."""

    code = "accounts.scan.too_often"
    kind = ErrorKind.LIMITED
