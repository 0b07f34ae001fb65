"""
PATCH (RFC 7644, section 3.5.2): from a resource and operations to the resource that is wanted.

Nothing is written here, so that all operations of a request hold or none does. What Entra ID does
otherwise than the standard is taken as well: operations in any case, truths as texts, a `remove`
with the members in its value, names with dots in a value without a path.
"""

import copy
import dataclasses
import enum
from collections.abc import Mapping, Sequence

from shiming.directory.scim import filters
from shiming.directory.scim.errors import ScimError, ScimType, immutable, invalid_value
from shiming.directory.scim.evaluation import matches
from shiming.directory.scim.paths import PatchPath, parse_path
from shiming.directory.scim.reading import (
    LONGEST_TEXT,
    MOST_VALUES,
    read_value,
    refuse_unwanted,
)
from shiming.directory.scim.schemas import (
    PATCH_OP,
    Attribute,
    Json,
    Mutability,
    ResourceType,
)

MOST_OPERATIONS = 100
_SYNTAX = ScimType.INVALID_SYNTAX


class Act(enum.StrEnum):
    """What an operation does."""

    ADD = "add"
    REPLACE = "replace"
    REMOVE = "remove"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PatchOperation:
    """One operation as it was sent."""

    act: Act
    path: str
    value: object


def read_operations(content: object) -> list[PatchOperation]:
    """
    Read the body of a PATCH.

    :raises ScimError: if it is none
    """
    if not isinstance(content, Mapping):
        raise ScimError("the body must be an object", scim_type=_SYNTAX)
    stated = content.get("schemas")
    if not isinstance(stated, list) or PATCH_OP.lower() not in {str(one).lower() for one in stated}:
        raise ScimError(f"schemas must name {PATCH_OP}", scim_type=_SYNTAX)
    named = {str(name).lower(): value for name, value in content.items()}
    operations = named.get("operations")
    if not isinstance(operations, list) or not 0 < len(operations) <= MOST_OPERATIONS:
        raise ScimError(f"Operations must hold 1 to {MOST_OPERATIONS}", scim_type=_SYNTAX)
    return [_read(one) for one in operations]


def patched(
    resource: Json, operations: Sequence[PatchOperation], resource_type: ResourceType
) -> Json:
    """
    Return the resource after all operations.

    :raises ScimError: if one of them cannot be done
    """
    result = copy.deepcopy(resource)
    for operation in operations:
        if operation.path:
            _apply(result, operation.act, operation.path, operation.value, resource_type)
            continue
        if operation.act is Act.REMOVE:
            raise ScimError("remove needs a path", scim_type=ScimType.NO_TARGET)
        if not isinstance(operation.value, Mapping):
            raise invalid_value("without a path the value must be an object")
        for path, value in _flat(operation.value, resource_type):
            _apply(result, operation.act, path, value, resource_type)
    return result


def _read(content: object) -> PatchOperation:
    if not isinstance(content, Mapping):
        raise ScimError("an operation must be an object", scim_type=_SYNTAX)
    named = {str(name).lower(): value for name, value in content.items()}
    path = named.get("path")
    try:
        act = Act(str(named.get("op")).lower())
    except ValueError as error:
        raise ScimError("op must be add, replace or remove", scim_type=_SYNTAX) from error
    if path is not None and not isinstance(path, str):
        raise ScimError("path must be a text", scim_type=ScimType.INVALID_PATH)
    if act is not Act.REMOVE and "value" not in named:
        raise ScimError("add and replace need a value", scim_type=_SYNTAX)
    return PatchOperation(act=act, path=path or "", value=named.get("value"))


def _flat(value: Mapping[object, object], resource_type: ResourceType) -> list[tuple[str, object]]:
    """Return what a value without a path sets, by path; schemas only announce what follows."""
    flat: list[tuple[str, object]] = []
    for key, inner in value.items():
        name = str(key)
        schema = resource_type.schema_named(name)
        if schema is not None and isinstance(inner, Mapping):
            flat += [(f"{schema}:{own}", one) for own, one in inner.items()]
        elif name.lower() != "schemas":
            flat.append((name, inner))
    return flat


def _apply(resource: Json, act: Act, text: str, value: object, resource_type: ResourceType) -> None:
    refuse_unwanted(text, resource_type)
    path = parse_path(text, resource_type)
    branch = resource
    if path.schema:
        held = resource.setdefault(path.schema, {})
        if not isinstance(held, dict):
            raise AssertionError("an extension is kept as an object")
        branch = held
    _refuse_unchangeable(branch, act, path, value)
    if path.attribute.is_multi:
        _change_values(branch, act, path, value)
    else:
        _change_single(branch, act, path, value)


def _refuse_unchangeable(branch: Json, act: Act, path: PatchPath, value: object) -> None:
    """Refuse to touch what is ours, unless it is set to what it is."""
    attribute = path.attribute
    is_same = act is not Act.REMOVE and branch.get(attribute.name) == value
    if attribute.mutability is not Mutability.READ_WRITE and not is_same:
        raise immutable(attribute.name)
    # A member is added or removed, and never becomes another one.
    if path.sub is not None and path.sub.mutability is not Mutability.READ_WRITE:
        raise immutable(f"{attribute.name}.{path.sub.name}")


def _change_single(branch: Json, act: Act, path: PatchPath, value: object) -> None:
    name, sub = path.attribute.name, path.sub
    if sub is None:
        read = None if act is Act.REMOVE else read_value(path.attribute, value)
        held = branch.get(name)
        if isinstance(read, dict) and isinstance(held, dict):
            # Sub-attributes that are not named stay (sections 3.5.2.1 and 3.5.2.3).
            read = held | read
        _set(branch, name, read)
        return
    held = branch.get(name)
    inner = dict(held) if isinstance(held, dict) else {}
    _set(inner, sub.name, None if act is Act.REMOVE else read_value(sub, value))
    _set(branch, name, inner)


def _change_values(branch: Json, act: Act, path: PatchPath, value: object) -> None:
    name = path.attribute.name
    held = branch.get(name)
    values: list[Json] = (
        [one for one in held if isinstance(one, dict)] if isinstance(held, list) else []
    )
    if path.only is None and path.sub is None:
        changed = _whole(values, act, path.attribute, value)
    else:
        changed = _chosen(values, act, path, value)
    if len(changed) > MOST_VALUES:
        raise invalid_value(f"{name} has too many values")
    _set(branch, name, changed)


def _whole(values: list[Json], act: Act, attribute: Attribute, value: object) -> list[Json]:
    """Change an attribute of several values as a whole."""
    named = _objects(read_value(attribute, value))
    if act is Act.REPLACE:
        return _distinct(named)
    if act is Act.ADD:
        return _distinct([*values, *named])
    # Entra ID names in the value which ones to remove; the standard removes all.
    gone = {_key(one) for one in named}
    return [one for one in values if gone and _key(one) not in gone]


def _chosen(values: list[Json], act: Act, path: PatchPath, value: object) -> list[Json]:
    """Change those values that the path chooses, or a part of each."""
    chosen = [one for one in values if path.only is None or matches(path.only, one)]
    if act is Act.REMOVE:
        if path.sub is None:
            gone = {id(one) for one in chosen}
            return [one for one in values if id(one) not in gone]
        for one in chosen:
            one.pop(path.sub.name, None)
        return [one for one in values if one]
    if not chosen:
        if act is Act.REPLACE and path.only is not None:
            raise ScimError("no value meets the condition", scim_type=ScimType.NO_TARGET)
        chosen = [_begun(path)]
        values = [*values, *chosen]
    for one in chosen:
        if path.sub is not None:
            _set(one, path.sub.name, read_value(path.sub, value))
            continue
        named = _objects(read_value(path.attribute, value))
        if len(named) != 1:
            raise invalid_value(f"{path.attribute.name} needs one value here")
        one.update(named[0])
    return values


def _begun(path: PatchPath) -> Json:
    """Return a new value that meets the condition, as far as that says what it must be."""
    begun: Json = {}
    parts = path.only.parts if isinstance(path.only, filters.All) else (path.only,)
    for part in parts:
        if isinstance(part, filters.Compare) and part.comparison is filters.Comparison.EQ:
            leaf = part.path.leaf
            if leaf.mutability is Mutability.READ_WRITE:
                _set(begun, leaf.name, read_value(leaf, part.value))
    return begun


def _objects(value: object) -> list[Json]:
    found = value if isinstance(value, list) else []
    return [one for one in found if isinstance(one, dict)]


def _distinct(values: Sequence[Json]) -> list[Json]:
    """Keep the last of those that are the same value (section 3.5.2.1)."""
    return list({_key(one): one for one in values}.values())


def _key(value: Json) -> str:
    return str(value.get("value", value))[:LONGEST_TEXT]


def _set(holder: Json, name: str, value: object) -> None:
    if value in (None, [], {}):
        holder.pop(name, None)
    else:
        holder[name] = value
