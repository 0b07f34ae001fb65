"""Who may do what here, a file per subject. Pure rules."""

from shiming.directory.policies.administration import (
    refusal_to_change_grants,
    refusal_to_edit_calendar,
    refusal_to_grant,
)
from shiming.directory.policies.staff import (
    fold_name,
    refusal_to_group,
    refusal_to_officer,
    refusal_to_organisation,
    refusal_to_see_staff,
)

__all__ = [
    "fold_name",
    "refusal_to_change_grants",
    "refusal_to_edit_calendar",
    "refusal_to_grant",
    "refusal_to_group",
    "refusal_to_officer",
    "refusal_to_organisation",
    "refusal_to_see_staff",
]
