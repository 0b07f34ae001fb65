"""Tables of the area, a file per subject."""

from shiming.directory.models.administration import CalendarDay, PermissionGrant
from shiming.directory.models.groups import Group, Membership
from shiming.directory.models.organisations import Organisation
from shiming.directory.models.publications import PublishedDocument
from shiming.directory.models.scim_access import ScimAccess
from shiming.directory.models.staff import StaffMember
from shiming.directory.models.staff_imports import StaffImport

__all__ = [
    "CalendarDay",
    "Group",
    "Membership",
    "Organisation",
    "PermissionGrant",
    "PublishedDocument",
    "ScimAccess",
    "StaffImport",
    "StaffMember",
]
