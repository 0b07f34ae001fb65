"""Groups: named sets of members of staff (RFC 7644, section 3)."""

import uuid

from django.http import HttpResponse

from shiming.directory import errors, queries
from shiming.directory.actions.groups.add_group import add_group
from shiming.directory.actions.groups.change_group import change_group
from shiming.directory.actions.groups.delete_group import delete_group
from shiming.directory.api.scim.exchange import Exchange, answer, endpoint, unchanged
from shiming.directory.api.scim.searching import (
    Search,
    listed,
    search_in,
    search_of,
    selection_of,
)
from shiming.directory.models import Group
from shiming.directory.queries import GroupNarrowing
from shiming.directory.scim import patching, reading, resources
from shiming.directory.scim.evaluation import parse_instant
from shiming.directory.scim.filters import Comparison
from shiming.directory.scim.schemas import GROUPS, Json
from shiming.directory.types import GroupFacts, GroupId
from shiming.kernel import clock

CREATED, NO_CONTENT = 201, 204
_ATTEMPTS = 3


@endpoint("GET", "POST")
def groups(exchange: Exchange) -> HttpResponse:
    """List groups, or add one."""
    if exchange.request.method != "POST":
        return _found(exchange, search_of(exchange.request, GROUPS))
    resource = reading.read_resource(exchange.body(), GROUPS)
    added = add_group(
        draft=resources.group_draft(resource, before=None),
        keeper=exchange.keeper,
        actor=exchange.actor,
        now=clock.now(),
    )
    return _shown(exchange, added, status=CREATED)


@endpoint("POST", writes=False)
def search(exchange: Exchange) -> HttpResponse:
    """List groups by a filter that stands in no address."""
    return _found(exchange, search_in(exchange.body(), GROUPS))


@endpoint("GET", "PUT", "PATCH", "DELETE")
def group(exchange: Exchange, group_id: uuid.UUID) -> HttpResponse:
    """Show, replace, change or delete a group."""
    key = GroupId(group_id)
    method = exchange.request.method
    if method == "DELETE":
        return _delete(exchange, key)
    if method in {"PUT", "PATCH"}:
        return _shown(exchange, _change(exchange, key))
    facts = _get(exchange, key)
    if exchange.is_known(version := resources.group_version(facts)):
        return unchanged(version)
    return _shown(exchange, facts)


def _change(exchange: Exchange, group_id: GroupId) -> GroupFacts:
    """Write what is wanted; who states no version is given another try if somebody was faster."""
    content = exchange.body()
    is_patch = exchange.request.method == "PATCH"
    operations = patching.read_operations(content) if is_patch else []
    wanted = {} if is_patch else reading.read_resource(content, GROUPS)
    for attempt in range(1, _ATTEMPTS + 1):
        before = _get(exchange, group_id)
        exchange.check_precondition(resources.group_version(before))
        resource = (
            patching.patched(_resource(exchange, before), operations, GROUPS)
            if is_patch
            else wanted
        )
        try:
            return change_group(
                group_id=group_id,
                draft=resources.group_draft(resource, before=before),
                version=before.version,
                keeper=exchange.keeper,
                actor=exchange.actor,
                now=clock.now(),
            )
        except errors.GroupChanged:
            if exchange.has_precondition or attempt == _ATTEMPTS:
                raise
    raise AssertionError("the last attempt returns or raises")


def _delete(exchange: Exchange, group_id: GroupId) -> HttpResponse:
    before = _get(exchange, group_id)
    exchange.check_precondition(resources.group_version(before))
    delete_group(
        group_id=group_id,
        version=before.version if exchange.has_precondition else None,
        keeper=exchange.keeper,
        actor=exchange.actor,
        now=clock.now(),
    )
    return HttpResponse(status=NO_CONTENT)


def _found(exchange: Exchange, search: Search) -> HttpResponse:
    try:
        narrowing = _narrowed(search)
    except ValueError:
        # An identifier that none of ours can be.
        rows = Group.objects.none()
    else:
        keeper = exchange.keeper
        rows = queries.groups_within(keeper.reach, client_id=keeper.client_id, narrowing=narrowing)
    return listed(exchange, search, GROUPS, rows=rows, resources=_resources)


_INDEXED = {
    "id": "group_id",
    "displayName": "name",
    "externalId": "external_id",
    "members": "member",
    "members.value": "member",
}
_IDENTIFIERS = frozenset({"id", "members", "members.value"})


def _narrowed(search: Search) -> GroupNarrowing:
    found: dict[str, object] = {}
    for name, comparison, value in search.demands:
        if name == "meta.lastModified":
            found["changed_from"] = parse_instant(value)
        elif comparison is Comparison.EQ and name in _INDEXED:
            found[_INDEXED[name]] = uuid.UUID(value) if name in _IDENTIFIERS else value
    return GroupNarrowing(**found)  # type: ignore[arg-type]  # each as its field wants it


def _resources(exchange: Exchange, rows: list[Group], *, is_whole: bool) -> list[Json]:
    keeper = exchange.keeper
    groups = queries.facts_of_groups(rows, reach=keeper.reach)
    ids = [one.id for one in groups] if is_whole else []
    members = queries.members_of(ids, reach=keeper.reach)
    return [
        resources.group_resource(
            one, members.get(one.id), client_id=keeper.client_id, base=exchange.base
        )
        for one in groups
    ]


def _resource(exchange: Exchange, facts: GroupFacts) -> Json:
    keeper = exchange.keeper
    members = queries.members_of([facts.id], reach=keeper.reach).get(facts.id)
    return resources.group_resource(facts, members, client_id=keeper.client_id, base=exchange.base)


def _get(exchange: Exchange, group_id: GroupId) -> GroupFacts:
    return queries.get_group(group_id, reach=exchange.keeper.reach)


def _shown(exchange: Exchange, facts: GroupFacts, *, status: int = 200) -> HttpResponse:
    # The change stands: what the answer is to show is no reason to refuse it now.
    is_read = exchange.request.method == "GET"
    given = {name: str(value) for name, value in exchange.request.GET.items()} if is_read else {}
    selection = selection_of(given, GROUPS)
    return answer(
        selection.of(_resource(exchange, facts), GROUPS),
        status=status,
        version=resources.group_version(facts),
        location=f"{exchange.base}{GROUPS.endpoint}/{facts.id}",
    )
