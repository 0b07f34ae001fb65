"""Small writes shared by the use cases of the area, a file per subject."""

from shiming.directory.operations.administration import set_days
from shiming.directory.operations.groups import set_members
from shiming.directory.operations.staff import (
    columns_of,
    end_memberships,
    end_permissions,
    external_columns,
    invite,
)

__all__ = [
    "columns_of",
    "end_memberships",
    "end_permissions",
    "external_columns",
    "invite",
    "set_days",
    "set_members",
]
