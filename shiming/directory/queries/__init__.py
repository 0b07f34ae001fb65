"""Reads of the area, a file per subject."""

from shiming.directory.queries.administration import (
    get_calendar_day,
    get_working_calendar,
    list_calendar_days,
    list_calendar_years,
    list_holders,
    permissions_of,
)
from shiming.directory.queries.groups import (
    GroupNarrowing,
    get_group,
    group_row,
    groups_within,
    list_groups,
    members_of,
)
from shiming.directory.queries.groups import facts_of as facts_of_groups
from shiming.directory.queries.organisations import (
    find_organisation,
    list_organisations,
    list_organisations_for_officer,
    place_of,
)
from shiming.directory.queries.scim_access import get_keeper, keeper_of, list_scim_access
from shiming.directory.queries.staff import (
    EMAIL_INDEX,
    EXTERNAL_ID_INDEX,
    NAME_INDEX,
    StaffNarrowing,
    find_staff_unscoped,
    get_staff,
    list_staff_keys,
    profile_of,
    staff_row,
    staff_with_user_name,
    staff_within,
)
from shiming.directory.queries.staff import facts_of as facts_of_staff
from shiming.directory.queries.staff_desk import (
    find_opener,
    get_staff_sheet,
    list_staff,
    staff_keeper_of,
)

__all__ = [
    "EMAIL_INDEX",
    "EXTERNAL_ID_INDEX",
    "NAME_INDEX",
    "GroupNarrowing",
    "StaffNarrowing",
    "facts_of_groups",
    "facts_of_staff",
    "find_opener",
    "find_organisation",
    "find_staff_unscoped",
    "get_calendar_day",
    "get_group",
    "get_keeper",
    "get_staff",
    "get_staff_sheet",
    "get_working_calendar",
    "group_row",
    "groups_within",
    "keeper_of",
    "list_calendar_days",
    "list_calendar_years",
    "list_groups",
    "list_holders",
    "list_organisations",
    "list_organisations_for_officer",
    "list_scim_access",
    "list_staff",
    "list_staff_keys",
    "members_of",
    "permissions_of",
    "place_of",
    "profile_of",
    "staff_keeper_of",
    "staff_row",
    "staff_with_user_name",
    "staff_within",
]
