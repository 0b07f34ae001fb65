"""Which attributes an answer shows (RFC 7644, section 3.9)."""

import dataclasses
from collections.abc import Iterable, Mapping

from shiming.directory.scim import filters
from shiming.directory.scim.errors import invalid_value
from shiming.directory.scim.filters import AttributePath
from shiming.directory.scim.schemas import Attribute, Json, ResourceType

MOST_NAMES = 50


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is wanted, or not wanted; both empty is everything."""

    only: tuple[AttributePath, ...] | None = None
    without: tuple[AttributePath, ...] = ()

    def wants(self, name: str) -> bool:
        """Tell whether an attribute may be shown at all, so that others are not even read."""
        if self.only is not None:
            return any(one.attribute.name == name for one in self.only)
        return not any(one.attribute.name == name and one.sub is None for one in self.without)

    def of(self, resource: Mapping[str, object], resource_type: ResourceType) -> Json:
        """Return the part of a resource that is wanted."""
        shown: Json = {}
        for name, value in resource.items():
            schema = resource_type.schema_named(name)
            if schema is not None and isinstance(value, Mapping):
                inner = {
                    own: one
                    for own, one in value.items()
                    if self._shows(resource_type.find(own, schema=schema), schema)
                }
                if inner:
                    shown[name] = inner
                continue
            attribute = resource_type.find(name)
            if attribute is not None and self._shows(attribute, ""):
                shown[name] = self._parts(attribute, value)
        return shown

    def _shows(self, attribute: Attribute | None, schema: str) -> bool:
        if attribute is None:
            return False
        if attribute.is_always_returned:
            return True
        if self.only is not None:
            return any(one.attribute == attribute and one.schema == schema for one in self.only)
        return not any(
            one.attribute == attribute and one.schema == schema and one.sub is None
            for one in self.without
        )

    def _parts(self, attribute: Attribute, value: object) -> object:
        """Return a complex value with the sub-attributes that are wanted."""
        if not attribute.subs:
            return value
        if self.only is not None:
            named = [one for one in self.only if one.attribute == attribute]
            if any(one.sub is None for one in named):
                return value
            kept = {one.sub.name for one in named if one.sub}
        else:
            gone = {one.sub.name for one in self.without if one.attribute == attribute and one.sub}
            kept = {one.name for one in attribute.subs} - gone
        if isinstance(value, list):
            return [_cut(one, kept) for one in value]
        return _cut(value, kept)


def read_selection(
    only: Iterable[str], without: Iterable[str], resource_type: ResourceType
) -> Selection:
    """
    Read the two parameters; names that are not kept select nothing.

    :raises ScimError: if both are given, or there are too many names
    """
    only, without = list(only), list(without)
    if only and without:
        raise invalid_value("attributes and excludedAttributes exclude each other")
    if len(only) + len(without) > MOST_NAMES:
        raise invalid_value("too many attributes are named")
    return Selection(
        only=tuple(_resolved(only, resource_type)) if only else None,
        without=tuple(_resolved(without, resource_type)),
    )


def _resolved(names: Iterable[str], resource_type: ResourceType) -> Iterable[AttributePath]:
    for name in names:
        schema = resource_type.schema_named(name)
        if schema is not None and schema == resource_type.extension:
            for attribute in resource_type.extension_attributes:
                yield AttributePath(schema=schema, attribute=attribute, sub=None)
        elif (found := filters.resolve(name, resource_type)) is not None:
            yield found


def _cut(value: object, kept: set[str]) -> object:
    if not isinstance(value, Mapping):
        return value
    return {name: one for name, one in value.items() if name in kept}
