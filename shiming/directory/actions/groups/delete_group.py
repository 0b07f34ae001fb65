"""Use case: a group is deleted; its members stay what they are."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.directory import errors, queries
from shiming.directory.models import Group
from shiming.directory.types import GroupEvent, GroupId, Keeper
from shiming.kernel.actor import Actor


def delete_group(
    *,
    group_id: GroupId,
    version: int | None,
    keeper: Keeper,
    actor: Actor,
    now: dt.datetime,
) -> None:
    """
    Delete a group; the audit keeps that it was there.

    :raises errors.GroupNotFound: if there is no such group within reach
    :raises errors.GroupChanged: if it is no longer what `version` was
    """
    with transaction.atomic(durable=True):
        before = queries.get_group(group_id, reach=keeper.reach)
        if version is not None and before.version != version:
            raise errors.GroupChanged(group_id=group_id)
        Group.objects.filter(pk=group_id).delete()
        audit.record(
            event=GroupEvent.DELETED,
            actor=actor,
            subject=f"group:{group_id}",
            at=now,
            details={"client": keeper.client_id or None, "members": before.member_count},
        )
