"""What a component's `preview.py` is made of."""

import dataclasses
from collections.abc import Callable, Mapping


def _nothing() -> Mapping[str, object]:
    return {}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """One way to call a component; `context` makes the values that the source uses."""

    title: str
    source: str
    context: Callable[[], Mapping[str, object]] = _nothing
