"""Lists: filtered, sorted, in pages (RFC 7644, sections 3.4.2 and 3.4.3; RFC 9865)."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Protocol, TypeVar

from django.db.models import DateTimeField, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse

from shiming.directory.api.scim.exchange import Exchange, answer
from shiming.directory.scim import cursors, filters, narrowing
from shiming.directory.scim.errors import ScimError, ScimType, invalid_value
from shiming.directory.scim.evaluation import matches, sort_key
from shiming.directory.scim.filters import AttributePath, Comparison, Filter
from shiming.directory.scim.schemas import (
    GROUPS,
    LIST_RESPONSE,
    SEARCH_REQUEST,
    USERS,
    Json,
    ResourceType,
)
from shiming.directory.scim.selection import Selection, read_selection

M = TypeVar("M", bound=Model)
USUAL_COUNT, MOST_COUNT = 100, 200
MOST_COMPARED = 5000
"""So many resources are read one by one for a filter or an order that no index answers."""
_LARGEST_INDEX = 10**9


# What costs another query, by kind of resource.
_COSTLY = {USERS.name: "groups", GROUPS.name: "members"}


class Builder(Protocol[M]):
    """Makes resources of rows; with or without what costs another query."""

    def __call__(self, exchange: Exchange, rows: list[M], *, is_whole: bool) -> list[Json]:
        """Return the resources in the order of the rows."""
        ...


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What a client looks for."""

    condition: Filter | None
    sort_by: AttributePath | None
    is_descending: bool
    start: int
    count: int
    selection: Selection
    cursor: str | None = None
    """Behind what the page begins (RFC 9865); empty for the first page, None for pages by index."""
    question: str = ""
    """What a cursor is good for."""

    @property
    def demands(self) -> list[tuple[str, Comparison, str]]:
        """What every match must meet."""
        return [] if self.condition is None else list(narrowing.demanded(self.condition))


def search_of(request: HttpRequest, resource_type: ResourceType) -> Search:
    """
    Read the parameters of a GET.

    :raises ScimError: if one of them cannot be read
    """
    given = {name: str(value) for name, value in request.GET.items()}
    return _search(given, resource_type)


def search_in(content: Json, resource_type: ResourceType) -> Search:
    """
    Read the body of a POST to `.search` (section 3.4.3).

    :raises ScimError: if one of its members cannot be read
    """
    schemas = content.get("schemas")
    if not isinstance(schemas, list) or SEARCH_REQUEST not in schemas:
        raise invalid_value(f"schemas must name {SEARCH_REQUEST}")
    given = {
        name: ",".join(map(str, value)) if isinstance(value, list) else str(value)
        for name, value in content.items()
    }
    return _search(given, resource_type)


def listed(
    exchange: Exchange,
    search: Search,
    resource_type: ResourceType,
    *,
    rows: QuerySet[M],
    resources: "Builder[M]",
) -> HttpResponse:
    """
    Return a page of the rows that an index found; what remains is compared one by one.

    :raises ScimError: if too many would have to be compared, or a cursor leads nowhere
    """
    if search.cursor is not None:
        return _from_cursor(exchange, search, resource_type, rows=rows, resources=resources)
    start = search.start - 1
    if search.condition is None and search.sort_by is None:
        total = rows.count()
        page = resources(
            exchange,
            list(rows[start : start + search.count]),
            is_whole=search.selection.wants(_COSTLY[resource_type.name]),
        )
    else:
        found = _compared(exchange, search, rows=rows, resources=resources)
        total = len(found)
        page = found[start : start + search.count]
    return answer(
        {
            "schemas": [LIST_RESPONSE],
            "totalResults": total,
            "startIndex": search.start,
            "itemsPerPage": len(page),
            "Resources": [search.selection.of(one, resource_type) for one in page],
        }
    )


def _from_cursor(
    exchange: Exchange,
    search: Search,
    resource_type: ResourceType,
    *,
    rows: QuerySet[M],
    resources: "Builder[M]",
) -> HttpResponse:
    """Return the page behind a cursor, which nothing added or closed meanwhile moves."""
    place = cursors.place_of(search.cursor, question=search.question) if search.cursor else None
    key = ""
    if search.condition is None and search.sort_by is None:
        total = rows.count()
        # One more than is shown says whether there is another page.
        found = list((_behind(rows, place) if place else rows)[: search.count + 1])
        has_more = len(found) > search.count
        shown = found[: search.count]
        is_whole = search.selection.wants(_COSTLY[resource_type.name])
        page = resources(exchange, shown, is_whole=is_whole)
        if shown:
            key = str(getattr(shown[-1], _key_of(rows)))
    else:
        compared = _compared(exchange, search, rows=rows, resources=resources)
        total = len(compared)
        left = compared[_index_behind(compared, place) :]
        has_more = len(left) > search.count
        page = left[: search.count]
    content: Json = {
        "schemas": [LIST_RESPONSE],
        "totalResults": total,
        "itemsPerPage": len(page),
        "Resources": [search.selection.of(one, resource_type) for one in page],
    }
    if page and has_more:
        last = cursors.Place(key=key, id=uuid.UUID(str(page[-1]["id"])))
        content["nextCursor"] = cursors.cursor_of(last, question=search.question)
    return answer(content)


def _key_of(rows: QuerySet[M]) -> str:
    """Return what the rows are ordered by, before their primary key."""
    return str(rows.query.order_by[0])


def _behind(rows: QuerySet[M], place: cursors.Place) -> QuerySet[M]:
    key = _key_of(rows)
    value: object = place.key
    if isinstance(rows.model._meta.get_field(key), DateTimeField):  # noqa: SLF001  documented
        try:
            instant = dt.datetime.fromisoformat(place.key)
            if instant.tzinfo is None:
                raise cursors.invalid()
            # Databases reckon in UTC, where the first and the last day may be out of range.
            value = instant.astimezone(dt.UTC)
        except (ValueError, OverflowError) as error:
            raise cursors.invalid() from error
    return rows.filter(Q(**{f"{key}__gt": value}) | Q(**{key: value}, pk__gt=place.id))


def _index_behind(found: list[Json], place: cursors.Place | None) -> int:
    if place is None:
        return 0
    for index, one in enumerate(found, 1):
        if one["id"] == str(place.id):
            return index
    raise cursors.expired()


def _compared(
    exchange: Exchange,
    search: Search,
    *,
    rows: QuerySet[M],
    resources: "Builder[M]",
) -> list[Json]:
    candidates = list(rows[: MOST_COMPARED + 1])
    if len(candidates) > MOST_COMPARED:
        raise ScimError(
            "too many resources would have to be compared: narrow the filter down",
            scim_type=ScimType.TOO_MANY,
        )
    condition, sort_by = search.condition, search.sort_by
    found = [
        one
        for one in resources(exchange, candidates, is_whole=True)
        if condition is None or matches(condition, one)
    ]
    if sort_by is not None:
        # Those without a value come last in ascending order (section 3.4.2.3).
        found.sort(
            key=lambda one: (not (key := sort_key(sort_by, one)), key),
            reverse=search.is_descending,
        )
    return found


def _search(given: Mapping[str, str], resource_type: ResourceType) -> Search:
    if "cursor" in given and not given.get("count", "0").strip().isdecimal():
        raise ScimError("count must be a number from 0 on", scim_type=ScimType.INVALID_COUNT)
    filter_text, sort_text = given.get("filter", "").strip(), given.get("sortBy", "").strip()
    sort_by = filters.resolve(sort_text, resource_type) if sort_text else None
    if sort_text and sort_by is None:
        raise ScimError("sortBy names no attribute", scim_type=ScimType.INVALID_PATH)
    return Search(
        condition=filters.parse_filter(filter_text, resource_type) if filter_text else None,
        sort_by=sort_by,
        is_descending=given.get("sortOrder", "").lower() == "descending",
        start=max(1, _number(given, "startIndex", usual=1)),
        count=min(MOST_COUNT, max(0, _number(given, "count", usual=USUAL_COUNT))),
        selection=selection_of(given, resource_type),
        cursor=given.get("cursor"),
        question="\n".join(
            (resource_type.name, filter_text, sort_text, given.get("sortOrder", "").lower())
        ),
    )


def selection_of(given: Mapping[str, str], resource_type: ResourceType) -> Selection:
    """
    Read which attributes are wanted.

    :raises ScimError: if that cannot be told
    """
    return read_selection(
        _names(given.get("attributes", "")),
        _names(given.get("excludedAttributes", "")),
        resource_type,
    )


def _names(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _number(given: Mapping[str, str], name: str, *, usual: int) -> int:
    text = given.get(name, "").strip()
    if not text:
        return usual
    try:
        number = int(text[:12])
    except ValueError as error:
        raise invalid_value(f"{name} must be a number") from error
    return min(number, _LARGEST_INDEX)
