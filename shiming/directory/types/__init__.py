"""The words of the area, a file per subject."""

from shiming.directory.types.administration import (
    DayEntry,
    DayKind,
    DirectoryEvent,
    DirectoryPermission,
)
from shiming.directory.types.groups import (
    GroupDraft,
    GroupEvent,
    GroupFacts,
    GroupId,
    GroupRef,
    MemberFacts,
)
from shiming.directory.types.organisations import (
    EVERYWHERE,
    OrganisationEvent,
    OrganisationFacts,
    OrganisationId,
    Reach,
)
from shiming.directory.types.scim_access import (
    Keeper,
    MachineCaller,
    ScimAccessEvent,
    ScimAccessFacts,
    ScimAccessId,
)
from shiming.directory.types.staff import (
    OpenedStaffMember,
    StaffChange,
    StaffDraft,
    StaffEvent,
    StaffFacts,
    StaffProfile,
)
from shiming.directory.types.staff_desk import (
    GrantFacts,
    StaffEntry,
    StaffFilter,
    StaffPage,
    StaffSheet,
)

__all__ = [
    "EVERYWHERE",
    "DayEntry",
    "DayKind",
    "DirectoryEvent",
    "DirectoryPermission",
    "GrantFacts",
    "GroupDraft",
    "GroupEvent",
    "GroupFacts",
    "GroupId",
    "GroupRef",
    "Keeper",
    "MachineCaller",
    "MemberFacts",
    "OpenedStaffMember",
    "OrganisationEvent",
    "OrganisationFacts",
    "OrganisationId",
    "Reach",
    "ScimAccessEvent",
    "ScimAccessFacts",
    "ScimAccessId",
    "StaffChange",
    "StaffDraft",
    "StaffEntry",
    "StaffEvent",
    "StaffFacts",
    "StaffFilter",
    "StaffPage",
    "StaffProfile",
    "StaffSheet",
]
