"""What a filter says of a resource, and which resource comes first."""

import datetime as dt
from collections.abc import Mapping

from shiming.directory.scim import filters
from shiming.directory.scim.errors import invalid_filter
from shiming.directory.scim.filters import AttributePath, Comparison, Filter
from shiming.directory.scim.schemas import Attribute, Kind


def matches(condition: Filter, resource: Mapping[str, object]) -> bool:
    """
    Tell whether a resource, or one of several values, meets a condition.

    :raises ScimError: if an instant is compared with what is none
    """
    match condition:
        case filters.All(parts=parts):
            return all(matches(part, resource) for part in parts)
        case filters.Either(parts=parts):
            return any(matches(part, resource) for part in parts)
        case filters.Not(part=part):
            return not matches(part, resource)
        case filters.Some(path=path, part=part):
            values = _listed(_branch(resource, path).get(path.attribute.name))
            return any(isinstance(one, Mapping) and matches(part, one) for one in values)
        case filters.Present(path=path):
            return any(one not in (None, "", [], {}) for one in _values(resource, path))
        case filters.Compare(path=path, comparison=comparison, value=value):
            return _compares(_values(resource, path), path.leaf, comparison, value)


def sort_key(path: AttributePath, resource: Mapping[str, object]) -> str:
    """Return by what a resource is sorted; empty if it has no such value."""
    found = _values(resource, path)
    if not found or found[0] is None:
        return ""
    text = str(found[0])
    return text if path.leaf.is_case_exact else text.casefold()


def _values(resource: Mapping[str, object], path: AttributePath) -> list[object]:
    """Return all values at a path: of a complex attribute, those of the sub-attribute meant."""
    values = _listed(_branch(resource, path).get(path.attribute.name))
    if path.leaf is path.attribute:
        return values
    return [one.get(path.leaf.name) for one in values if isinstance(one, Mapping)]


def _branch(resource: Mapping[str, object], path: AttributePath) -> Mapping[str, object]:
    if not path.schema:
        return resource
    found = resource.get(path.schema)
    return found if isinstance(found, Mapping) else {}


def _listed(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def _compares(
    values: list[object], leaf: Attribute, comparison: Comparison, wanted: filters.Value
) -> bool:
    if comparison is Comparison.NE:
        return not _compares(values, leaf, Comparison.EQ, wanted)
    if wanted is None:
        return all(one is None for one in values)
    if leaf.kind is Kind.BOOLEAN:
        # Entra ID writes truths as texts.
        truth = {"true": True, "false": False}.get(str(wanted).lower())
        return truth is not None and truth in values
    if leaf.kind is Kind.INSTANT:
        bound = _instant(wanted)
        return any(_holds(_instant(one), bound, comparison) for one in values if one)
    text = _folded(wanted, leaf)
    return any(_holds(_folded(one, leaf), text, comparison) for one in values if one is not None)


def _folded(value: object, leaf: Attribute) -> str:
    return str(value) if leaf.is_case_exact else str(value).casefold()


def _instant(value: object) -> str:
    """Return an instant so that texts compare as instants do."""
    return parse_instant(value).isoformat(timespec="microseconds")


def parse_instant(value: object) -> dt.datetime:
    """
    Return the instant that a text spells (RFC 7643, section 2.3.5).

    :raises ScimError: if it spells none
    """
    try:
        found = dt.datetime.fromisoformat(str(value))
        return found.astimezone(dt.UTC) if found.tzinfo else found.replace(tzinfo=dt.UTC)
    except (ValueError, OverflowError) as error:
        raise invalid_filter("an instant is expected") from error


def _holds(  # noqa: PLR0911  a table of eight operators reads best as one
    own: str, wanted: str, comparison: Comparison
) -> bool:
    match comparison:
        case Comparison.CO:
            return wanted in own
        case Comparison.SW:
            return own.startswith(wanted)
        case Comparison.EW:
            return own.endswith(wanted)
        case Comparison.GT:
            return own > wanted
        case Comparison.GE:
            return own >= wanted
        case Comparison.LT:
            return own < wanted
        case Comparison.LE:
            return own <= wanted
        case _:
            return own == wanted
