"""Small writes about groups."""

import datetime as dt
from collections.abc import Collection

from shiming.accounts.types import AccountId
from shiming.audit import operations as audit
from shiming.directory import errors, queries
from shiming.directory.models import Membership
from shiming.directory.types import GroupEvent, GroupId, Reach
from shiming.kernel.actor import Actor


def set_members(
    *,
    group_id: GroupId,
    members: Collection[AccountId],
    reach: Reach,
    actor: Actor,
    now: dt.datetime,
) -> int:
    """
    Let exactly `members` belong to a group, of those within reach; return how many changed.

    :raises errors.MemberUnknown: if one is no member of staff within reach
    """
    within = queries.staff_within(reach)
    known = set(within.filter(pk__in=members).values_list("pk", flat=True))
    if known != set(members):
        raise errors.MemberUnknown
    present = Membership.objects.filter(group_id=group_id, account_id__in=within.values("pk"))
    before = set(present.values_list("account_id", flat=True))
    added, removed = known - before, before - known
    Membership.objects.bulk_create(
        [Membership(group_id=group_id, account_id=key, added_at=now) for key in sorted(added)]
    )
    Membership.objects.filter(group_id=group_id, account_id__in=removed).delete()
    for key in sorted(added | removed):
        audit.record(
            event=GroupEvent.MEMBERS_CHANGED,
            actor=actor,
            subject=f"account:{key}",
            at=now,
            details={"group": str(group_id), "is_member": key in added},
        )
    return len(added) + len(removed)
