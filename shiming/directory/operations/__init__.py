"""Small writes shared by the use cases of the area, a file per subject."""

from shiming.directory.operations.administration import set_days
from shiming.directory.operations.groups import set_members
from shiming.directory.operations.posts import end_posts, hold_posts
from shiming.directory.operations.staff import (
    columns_of,
    end_memberships,
    end_permissions,
    external_columns,
    invite,
    number_columns,
    open_member,
)
from shiming.directory.operations.staff_imports import (
    end_staff_import,
    open_checked,
    result_of,
    shred_staff_file,
)

__all__ = [
    "columns_of",
    "end_memberships",
    "end_permissions",
    "end_posts",
    "end_staff_import",
    "external_columns",
    "hold_posts",
    "invite",
    "number_columns",
    "open_checked",
    "open_member",
    "result_of",
    "set_days",
    "set_members",
    "shred_staff_file",
]
