"""Who may do what here, a file per subject. Pure rules."""

from shiming.directory.policies.administration import (
    refusal_to_change_grants,
    refusal_to_edit_calendar,
    refusal_to_grant,
)
from shiming.directory.policies.publications import (
    refusal_of_draft,
    refusal_of_reason,
    refusal_to_publish,
)
from shiming.directory.policies.staff import (
    fold_name,
    is_above,
    mobile_in,
    refusal_to_group,
    refusal_to_officer,
    refusal_to_organisation,
    refusal_to_see_staff,
)
from shiming.directory.policies.staff_imports import doubles_in, read_row

__all__ = [
    "doubles_in",
    "fold_name",
    "is_above",
    "mobile_in",
    "read_row",
    "refusal_of_draft",
    "refusal_of_reason",
    "refusal_to_change_grants",
    "refusal_to_edit_calendar",
    "refusal_to_grant",
    "refusal_to_group",
    "refusal_to_officer",
    "refusal_to_organisation",
    "refusal_to_publish",
    "refusal_to_see_staff",
]
