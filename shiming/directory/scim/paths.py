"""Paths of PATCH operations (RFC 7644, figure 7)."""

import dataclasses

from shiming.directory.scim import filters
from shiming.directory.scim.errors import invalid_path
from shiming.directory.scim.filters import Filter
from shiming.directory.scim.schemas import Attribute, ResourceType

LONGEST = 1024


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PatchPath:
    """Where an operation works: an attribute, maybe some of its values, maybe a part of them."""

    schema: str
    attribute: Attribute
    only: Filter | None = None
    sub: Attribute | None = None


def parse_path(text: str, resource_type: ResourceType) -> PatchPath:
    """
    Read a path.

    :raises ScimError: if it is none, or leads to what is not kept
    """
    if len(text) > LONGEST:
        raise invalid_path("the path is too long")
    head, bracket, rest = text.strip().partition("[")
    found = filters.resolve(head, resource_type)
    if found is None:
        raise invalid_path("the path leads to no attribute that is kept here")
    if not bracket:
        return PatchPath(schema=found.schema, attribute=found.attribute, sub=found.sub)
    inner, closing, tail = rest.rpartition("]")
    is_multi = found.attribute.is_multi and found.sub is None
    if not closing or not is_multi or (tail and not tail.startswith(".")):
        raise invalid_path("the path cannot be read")
    sub = found.attribute.sub(tail[1:]) if tail else None
    if tail and sub is None:
        raise invalid_path("the path leads to no attribute that is kept here")
    only = filters.parse_value_filter(inner, resource_type, found.attribute)
    return PatchPath(schema=found.schema, attribute=found.attribute, only=only, sub=sub)
