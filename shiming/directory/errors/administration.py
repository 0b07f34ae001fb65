"""The refusals of the area."""

from typing import ClassVar

from shiming.kernel.errors import DomainError, ErrorKind


class MayNotGrant(DomainError):
    """The actor may not give or take permissions."""

    code: ClassVar[str] = "directory.permission.may_not_grant"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class GrantToOneself(DomainError):
    """Nobody gives permissions to themselves."""

    code: ClassVar[str] = "directory.permission.to_oneself"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class GrantToOwnOpening(DomainError):
    """Who opened an account gives it no permissions: they chose where its first code went."""

    code: ClassVar[str] = "directory.permission.to_own_opening"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class PermissionMalformed(DomainError):
    """Not of the form `area:thing:act`."""

    code: ClassVar[str] = "directory.permission.malformed"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class AlreadyGranted(DomainError):
    """The account holds the permission already."""

    code: ClassVar[str] = "directory.permission.already_granted"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class NotGranted(DomainError):
    """The account does not hold the permission."""

    code: ClassVar[str] = "directory.permission.not_granted"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class MayNotEditCalendar(DomainError):
    """The actor may not see the calendar's page or change days."""

    code: ClassVar[str] = "directory.calendar.may_not_edit"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class CalendarDayNotFound(DomainError):
    """No such day is in the calendar."""

    code: ClassVar[str] = "directory.calendar.day_not_found"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class CalendarFileUnreadable(DomainError):
    """The file is no UTF-8 text with the three columns, or too large."""

    code: ClassVar[str] = "directory.calendar.file_unreadable"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class CalendarLineWrong(DomainError):
    """A line of the file has an impossible date or an unknown kind; context: `line`."""

    code: ClassVar[str] = "directory.calendar.line_wrong"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class CalendarDayTwice(DomainError):
    """A date stands twice in the file; context: `line`."""

    code: ClassVar[str] = "directory.calendar.day_twice"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID
