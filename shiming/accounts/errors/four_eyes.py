"""Refusals of decisions that take two people."""

from shiming.kernel.errors import DomainError, ErrorKind


class OfficerUnknown(DomainError):
    """Nobody has said who the officer is, so they cannot be told apart from who began it."""

    code = "accounts.four_eyes.officer_unknown"
    kind = ErrorKind.FORBIDDEN


class FirstOfficerUnknown(DomainError):
    """Nobody has said who the officer is that began it: it could be the second one."""

    code = "accounts.four_eyes.first_unknown"
    kind = ErrorKind.FORBIDDEN
