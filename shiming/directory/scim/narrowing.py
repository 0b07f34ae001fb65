"""What an index can answer of a filter, so that not everybody has to be read."""

from collections.abc import Iterator

from shiming.directory.scim import filters
from shiming.directory.scim.filters import Comparison, Filter

_FROM = frozenset({Comparison.EQ, Comparison.GT, Comparison.GE})


def demanded(condition: Filter) -> Iterator[tuple[str, Comparison, str]]:
    """
    Yield the comparisons that every match must meet: path, operator and text.

    What stands under an `or` or a `not` is not demanded of each.
    """
    match condition:
        case filters.All(parts=parts):
            for part in parts:
                yield from demanded(part)
        case filters.Some(path=path, part=part):
            for name, operator, text in demanded(part):
                yield f"{path.attribute.name}.{name}", operator, text
        case filters.Compare(path=path, comparison=comparison, value=value):
            if isinstance(value, str) and comparison in _FROM:
                yield path.name, comparison, value
        case _:
            return
