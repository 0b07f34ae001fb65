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

__all__ = [
    "EVERYWHERE",
    "DayEntry",
    "DayKind",
    "DirectoryEvent",
    "DirectoryPermission",
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
    "StaffEvent",
    "StaffFacts",
    "StaffProfile",
]
