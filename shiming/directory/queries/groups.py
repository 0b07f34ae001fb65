"""Reads about groups."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from shiming.accounts.types import AccountId
from shiming.directory import errors, policies
from shiming.directory.models import Group, Membership
from shiming.directory.queries.staff import facts_of as staff_facts
from shiming.directory.queries.staff import staff_within
from shiming.directory.types import GroupFacts, GroupId, MemberFacts, Reach


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class GroupNarrowing:
    """Conditions that an index answers; None where anything will do."""

    group_id: uuid.UUID | None = None
    name: str | None = None
    external_id: str | None = None
    member: uuid.UUID | None = None
    changed_from: dt.datetime | None = None


_ANY = GroupNarrowing()
_PAGE = 50


def groups_within(
    reach: Reach, *, client_id: str = "", narrowing: GroupNarrowing = _ANY
) -> QuerySet[Group]:
    """Return the rows of groups that are kept within reach, by name."""
    within = Q(organisation__path__startswith=reach.path)
    if not reach.path:
        within |= Q(organisation__isnull=True)
    rows = Group.objects.filter(within)
    if narrowing.group_id is not None:
        rows = rows.filter(pk=narrowing.group_id)
    if narrowing.name is not None:
        rows = rows.filter(name_key=policies.fold_name(narrowing.name))
    if narrowing.external_id is not None:
        rows = rows.filter(external_domain=client_id, external_id=narrowing.external_id)
    if narrowing.member is not None:
        memberships = Membership.objects.filter(account_id=narrowing.member)
        rows = rows.filter(pk__in=memberships.values("group_id"))
    if narrowing.changed_from is not None:
        rows = rows.filter(changed_at__gte=narrowing.changed_from)
    return rows.select_related("organisation").order_by("name_key", "pk")


def group_row(group_id: GroupId, *, reach: Reach) -> Group:
    """
    Return the row of one group within reach.

    :raises errors.GroupNotFound: if there is none
    """
    row = groups_within(reach, narrowing=GroupNarrowing(group_id=group_id)).first()
    if row is None:
        raise errors.GroupNotFound(group_id=group_id)
    return row


def get_group(group_id: GroupId, *, reach: Reach) -> GroupFacts:
    """
    Return one group within reach.

    :raises errors.GroupNotFound: if there is none
    """
    return facts_of([group_row(group_id, reach=reach)], reach=reach)[0]


def list_groups(*, reach: Reach, after: GroupId | None = None) -> tuple[list[GroupFacts], bool]:
    """List the groups within reach by name, a page of them, and tell whether more follow."""
    rows = groups_within(reach)
    if after is not None:
        key = Group.objects.filter(pk=after).values_list("name_key", flat=True).first() or ""
        rows = rows.filter(Q(name_key__gt=key) | Q(name_key=key, pk__gt=after))
    found = list(rows[: _PAGE + 1])
    return facts_of(found[:_PAGE], reach=reach), len(found) > _PAGE


def members_of(
    group_ids: Iterable[GroupId], *, reach: Reach
) -> dict[GroupId, tuple[MemberFacts, ...]]:
    """Return the members within reach, by group; nobody else's are shown."""
    memberships = list(
        Membership.objects.filter(group_id__in=list(group_ids)).order_by("added_at", "pk")
    )
    rows = staff_within(reach).filter(pk__in={one.account_id for one in memberships})
    known = {
        facts.account_id: MemberFacts(account_id=facts.account_id, name=facts.name)
        for facts in staff_facts(rows, reach=reach, has_groups=False)
    }
    found: dict[GroupId, list[MemberFacts]] = {}
    for one in memberships:
        member = known.get(AccountId(one.account_id))
        if member is not None:
            found.setdefault(GroupId(one.group_id), []).append(member)
    return {group_id: tuple(members) for group_id, members in found.items()}


def facts_of(rows: Iterable[Group], *, reach: Reach) -> list[GroupFacts]:
    """Return what may be known of the rows; members are counted as far as they are in reach."""
    rows = list(rows)
    counted = (
        Membership.objects.filter(
            group_id__in=[row.pk for row in rows], account_id__in=staff_within(reach).values("pk")
        )
        .values_list("group_id")
        .annotate(count=Count("pk"))
        .order_by("group_id")
    )
    counts = dict(counted)
    return [_facts(row, counts.get(row.pk, 0)) for row in rows]


def _facts(row: Group, member_count: int) -> GroupFacts:
    organisation = row.organisation
    return GroupFacts(
        id=GroupId(row.pk),
        name=row.name,
        description=row.description,
        external_domain=row.external_domain,
        external_id=row.external_id,
        organisation_code=organisation.code if organisation else "",
        organisation_path=organisation.path if organisation else "",
        version=row.version,
        created_at=row.created_at,
        changed_at=row.changed_at,
        member_count=member_count,
    )
