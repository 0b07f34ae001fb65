"""Use case: a group is added."""

import datetime as dt

from django.db import IntegrityError, transaction

from shiming.audit import operations as audit
from shiming.directory import errors, operations, policies, queries
from shiming.directory.models import Group
from shiming.directory.types import GroupDraft, GroupEvent, GroupFacts, GroupId, Keeper
from shiming.kernel.actor import Actor


def add_group(*, draft: GroupDraft, keeper: Keeper, actor: Actor, now: dt.datetime) -> GroupFacts:
    """
    Add a group with its members; it gives nobody any permission.

    :raises errors.GroupUnfit: if the name is missing, or something is too long
    :raises errors.OrganisationUnknown: if there is no such organisation within reach
    :raises errors.GroupNameTaken: if another group has the name or identifier
    :raises errors.MemberUnknown: if a member is no member of staff within reach
    """
    if refusal := policies.refusal_to_group(draft):
        raise refusal
    place = queries.place_of(draft, reach=keeper.reach)
    with transaction.atomic(durable=True):
        try:
            with transaction.atomic():
                group = Group.objects.create(
                    name=draft.name.strip(),
                    name_key=policies.fold_name(draft.name),
                    description=draft.description,
                    organisation_id=place.id if place else None,
                    external_domain=keeper.client_id if draft.external_id else "",
                    external_id=draft.external_id,
                    created_at=now,
                    changed_at=now,
                )
        except IntegrityError as error:
            raise errors.GroupNameTaken from error
        group_id = GroupId(group.pk)
        audit.record(
            event=GroupEvent.ADDED,
            actor=actor,
            subject=f"group:{group_id}",
            at=now,
            details={"client": keeper.client_id or None, "organisation": draft.organisation_code},
        )
        operations.set_members(
            group_id=group_id, members=draft.members, reach=keeper.reach, actor=actor, now=now
        )
        return queries.get_group(group_id, reach=keeper.reach)
