"""Use case: a group is changed: its name, what it is for, who belongs to it."""

import datetime as dt

from django.db import IntegrityError, transaction

from shiming.audit import operations as audit
from shiming.directory import errors, operations, policies, queries
from shiming.directory.models import Group
from shiming.directory.types import GroupDraft, GroupEvent, GroupFacts, GroupId, Keeper
from shiming.kernel.actor import Actor


def change_group(
    *,
    group_id: GroupId,
    draft: GroupDraft,
    version: int,
    keeper: Keeper,
    actor: Actor,
    now: dt.datetime,
) -> GroupFacts:
    """
    Let a group be what the draft says, if it still is what `version` was.

    Members beyond the reach of whoever changes it stay.

    :raises errors.GroupNotFound: if there is no such group within reach
    :raises errors.GroupUnfit: if the name is missing, or something is too long
    :raises errors.GroupChanged: if somebody changed it meanwhile
    :raises errors.GroupNameTaken: if another group has the name or identifier
    :raises errors.MemberUnknown: if a member is no member of staff within reach
    """
    if refusal := policies.refusal_to_group(draft):
        raise refusal
    with transaction.atomic(durable=True):
        before = queries.get_group(group_id, reach=keeper.reach)
        if before.version != version:
            raise errors.GroupChanged(group_id=group_id)
        own = before.external_id if before.external_domain == keeper.client_id else ""
        columns: dict[str, object] = {
            "name": draft.name.strip(),
            "name_key": policies.fold_name(draft.name),
            "description": draft.description,
        }
        if draft.external_id != own:
            columns |= {
                "external_id": draft.external_id,
                "external_domain": keeper.client_id if draft.external_id else "",
            }
        is_other = (before.name, before.description, own) != (
            draft.name.strip(),
            draft.description,
            draft.external_id,
        )
        _take_turn(group_id, version=version, columns=columns, now=now)
        if is_other:
            audit.record(
                event=GroupEvent.CHANGED,
                actor=actor,
                subject=f"group:{group_id}",
                at=now,
                details={"client": keeper.client_id or None, "version": version + 1},
            )
        changed = operations.set_members(
            group_id=group_id, members=draft.members, reach=keeper.reach, actor=actor, now=now
        )
        if not (is_other or changed):
            # What changes nothing is no new version.
            Group.objects.filter(pk=group_id).update(version=version, changed_at=before.changed_at)
        return queries.get_group(group_id, reach=keeper.reach)


def _take_turn(
    group_id: GroupId, *, version: int, columns: dict[str, object], now: dt.datetime
) -> None:
    """Write the columns if nobody was faster: of two who come at once, one wins."""
    try:
        with transaction.atomic():
            won = Group.objects.filter(pk=group_id, version=version).update(
                version=version + 1, changed_at=now, **columns
            )
    except IntegrityError as error:
        raise errors.GroupNameTaken from error
    if not won:
        raise errors.GroupChanged(group_id=group_id)
