"""The words of members of staff: their opening, transfer and closing (S33-25)."""

import dataclasses
import datetime as dt
import enum

from shiming.accounts.types import AccountId
from shiming.directory.types.groups import GroupRef
from shiming.kernel.identifiers.resident_number import ResidentNumber


class StaffEvent(enum.StrEnum):
    """What the audit hears of members of staff."""

    OPENED = "directory.staff.opened"
    CHANGED = "directory.staff.changed"
    TRANSFERRED = "directory.staff.transferred"
    SUSPENDED = "directory.staff.suspended"
    RESUMED = "directory.staff.resumed"
    CLOSED = "directory.staff.closed"
    LOCKED = "directory.staff.locked"
    UNLOCKED = "directory.staff.unlocked"


class StaffChange(enum.StrEnum):
    """What happened to a member of staff, as connected systems are told."""

    OPENED = "opened"
    CHANGED = "changed"
    TRANSFERRED = "transferred"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    CLOSED = "closed"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StaffProfile:
    """What the personnel system says of somebody; none of it is proven, none opens anything."""

    display_name: str = dataclasses.field(default="", repr=False)
    formatted_name: str = dataclasses.field(default="", repr=False)
    family_name: str = dataclasses.field(default="", repr=False)
    given_name: str = dataclasses.field(default="", repr=False)
    title: str = dataclasses.field(default="", repr=False)
    email: str = dataclasses.field(default="", repr=False)
    email_type: str = ""
    phone: str = dataclasses.field(default="", repr=False)
    phone_type: str = ""
    employee_number: str = dataclasses.field(default="", repr=False)
    department: str = dataclasses.field(default="", repr=False)

    @property
    def name(self) -> str:
        """What they are called, if anybody has said so."""
        return self.display_name or self.formatted_name


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StaffDraft:
    """
    A member of staff as somebody wants them to be; the empty organisation is none.

    Without a `number` the one that is known stays.
    """

    user_name: str = dataclasses.field(repr=False)
    external_id: str = dataclasses.field(default="", repr=False)
    is_active: bool = True
    organisation_code: str = ""
    profile: StaffProfile = StaffProfile()
    number: ResidentNumber | None = dataclasses.field(default=None, repr=False)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StaffFacts:
    """
    A member of staff as they are; `version` counts the changes.

    `external_id` is the name by which the system `external_domain` knows them.
    """

    account_id: AccountId
    user_name: str = dataclasses.field(repr=False)
    external_domain: str
    external_id: str = dataclasses.field(repr=False)
    is_active: bool
    is_closed: bool
    organisation_code: str
    organisation_name: str
    organisation_path: str
    profile: StaffProfile
    version: int
    created_at: dt.datetime
    changed_at: dt.datetime
    groups: tuple[GroupRef, ...] = ()
    number: str = dataclasses.field(default="", repr=False)
    """The resident number as personnel has it; empty if unknown."""

    @property
    def name(self) -> str:
        """How to call them in a list."""
        return self.profile.name or self.user_name


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenedStaffMember:
    """What an interface gets; the code is for the owner alone, and empty if it was sent to them."""

    account_id: AccountId
    code: str = dataclasses.field(repr=False)
    expires_at: dt.datetime
