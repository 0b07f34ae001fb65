"""The words of groups: named sets of members of staff (F3)."""

import dataclasses
import datetime as dt
import enum
import uuid
from typing import NewType

from shiming.accounts.types import AccountId

GroupId = NewType("GroupId", uuid.UUID)


class GroupEvent(enum.StrEnum):
    """What the audit hears of groups."""

    ADDED = "directory.group.added"
    CHANGED = "directory.group.changed"
    MEMBERS_CHANGED = "directory.group.members_changed"
    DELETED = "directory.group.deleted"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class GroupRef:
    """A group by name."""

    id: GroupId
    name: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MemberFacts:
    """A member of a group, as a list shows them."""

    account_id: AccountId
    name: str = dataclasses.field(repr=False)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class GroupDraft:
    """A group as somebody wants it to be, with all of its members that they may see."""

    name: str
    description: str = ""
    external_id: str = ""
    organisation_code: str = ""
    members: frozenset[AccountId] = frozenset()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class GroupFacts:
    """A group as it is; `version` counts the changes, those of its members too."""

    id: GroupId
    name: str
    description: str
    external_domain: str
    external_id: str
    organisation_code: str
    organisation_path: str
    version: int
    created_at: dt.datetime
    changed_at: dt.datetime
    member_count: int
