"""The words of the area: permissions, events, kinds of days."""

import dataclasses
import datetime as dt
import enum


class DirectoryPermission(enum.StrEnum):
    """What officers may do here."""

    GRANT = "directory:permission:grant"
    EDIT_CALENDAR = "directory:calendar:edit"
    MANAGE_ORGANISATIONS = "directory:organisation:manage"
    MANAGE_GROUPS = "directory:group:manage"
    MANAGE_SCIM = "directory:scim:manage"
    MANAGE_STAFF = "directory:staff:manage"
    PUBLISH = "directory:publication:manage"


class DirectoryEvent(enum.StrEnum):
    """The audit events of the area."""

    PERMISSION_GRANTED = "directory.permission.granted"
    PERMISSION_REVOKED = "directory.permission.revoked"
    CALENDAR_DAY_SET = "directory.calendar.day_set"
    CALENDAR_DAY_REMOVED = "directory.calendar.day_removed"
    CALENDAR_IMPORTED = "directory.calendar.imported"


class DayKind(enum.StrEnum):
    """Why a day is not what its day of the week says."""

    HOLIDAY = "holiday"
    MAKE_UP = "make_up"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DayEntry:
    """One day of the working calendar."""

    day: dt.date
    kind: DayKind
    name: str
