"""From what clients send to the names and types of the schema; what is not kept falls away."""

from collections.abc import Iterable, Mapping

from shiming.directory.scim.errors import ScimError, invalid_value
from shiming.directory.scim.schemas import (
    COMMON,
    Attribute,
    Json,
    Kind,
    Mutability,
    ResourceType,
)

LONGEST_TEXT = 256
MOST_VALUES = 5000
_TRUTHS = {"true": True, "false": False}


def read_resource(content: Mapping[str, object], resource_type: ResourceType) -> Json:
    """
    Return a resource with canonical names; read-only attributes are passed over (section 3.3).

    Attributes that are not kept are passed over as well, which the answer shows; those that would
    open a back door are refused by name.

    :raises ScimError: if an attribute is refused, or has a value of another type
    """
    check_schemas(content, resource_type)
    resource: Json = {}
    for name, value in content.items():
        refuse_unwanted(name, resource_type)
        if (schema := resource_type.schema_named(name)) is not None:
            resource |= _branch(schema, value, resource_type)
            continue
        attribute = resource_type.find(name)
        if attribute is not None and attribute.mutability is not Mutability.READ_ONLY:
            _put(resource, attribute, value)
    return resource


def refuse_unwanted(name: str, resource_type: ResourceType) -> None:
    """
    Refuse an attribute of the standard that nobody may set from outside, however it is spelt.

    :raises ScimError: if it is one
    """
    own = name.rpartition(":")[2] if name.lower().startswith("urn:") else name
    bare = own.partition(".")[0].partition("[")[0].strip().lower()
    if why := resource_type.refused.get(bare):
        raise ScimError(f"{bare}: {why}", status=403)


def check_schemas(content: Mapping[str, object], resource_type: ResourceType) -> None:
    """
    Refuse a resource that does not say that it is of this type (RFC 7643, section 3).

    :raises ScimError: if it does not
    """
    stated = content.get("schemas")
    if not isinstance(stated, list) or resource_type.schema.lower() not in {
        str(one).lower() for one in stated
    }:
        raise invalid_value(f"schemas must name {resource_type.schema}")


def read_value(attribute: Attribute, value: object) -> object:
    """
    Return a value as the schema wants it; None if it is empty.

    :raises ScimError: if it is of another type, or too long
    """
    if value is None:
        return None
    if attribute.is_multi:
        values = value if isinstance(value, list) else [value]
        if len(values) > MOST_VALUES:
            raise invalid_value(f"{attribute.name} has too many values")
        read = [_single(attribute, one) for one in values]
        return [one for one in read if one not in (None, {})]
    return _single(attribute, value)


def _branch(schema: str, value: object, resource_type: ResourceType) -> Json:
    if not isinstance(value, Mapping):
        raise invalid_value("the attributes of an extension must be an object")
    known = resource_type.extension_attributes
    if schema == resource_type.schema:
        known = (*COMMON, *resource_type.attributes)
    branch: Json = {}
    for name, inner in value.items():
        refuse_unwanted(str(name), resource_type)
        attribute = _named(known, str(name))
        if attribute is not None and attribute.mutability is not Mutability.READ_ONLY:
            _put(branch, attribute, inner)
    return branch if schema == resource_type.schema else {schema: branch}


def _named(known: Iterable[Attribute], name: str) -> Attribute | None:
    return next((one for one in known if one.name.lower() == name.lower()), None)


def _put(resource: Json, attribute: Attribute, value: object) -> None:
    if attribute.name in resource:
        # In another case: which of the two is meant cannot be told.
        raise ScimError(f"{attribute.name} stands twice", scim_type=None)
    read = read_value(attribute, value)
    if read is not None:
        resource[attribute.name] = read


def _single(attribute: Attribute, value: object) -> object:
    if attribute.kind is Kind.COMPLEX:
        return _complex(attribute, value)
    if attribute.kind is Kind.BOOLEAN:
        # Entra ID writes truths as texts.
        truth = value if isinstance(value, bool) else _TRUTHS.get(str(value).lower())
        if truth is None:
            raise invalid_value(f"{attribute.name} must be true or false")
        return truth
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or not value.isprintable():
        raise invalid_value(f"{attribute.name} must be a line of at most 256 characters")
    return value.strip() or None


def _complex(attribute: Attribute, value: object) -> Json:
    if isinstance(value, str) and attribute.is_multi:
        # A bare value stands for its `value`, as older clients send members.
        value = {"value": value}
    if not isinstance(value, Mapping):
        raise invalid_value(f"{attribute.name} must be an object")
    read: Json = {}
    for name, inner in value.items():
        sub = attribute.sub(str(name))
        if sub is not None and sub.mutability is not Mutability.READ_ONLY:
            found = read_value(sub, inner)
            if found is not None:
                read[sub.name] = found
    is_nameless = attribute.sub("value") is not None and "value" not in {
        str(name).lower() for name in value
    }
    if is_nameless:
        raise invalid_value(f"{attribute.name} needs a value")
    return read
