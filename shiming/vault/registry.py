"""Which columns of which models are blind indexes, and of what: rotation makes them anew."""

import dataclasses
from collections.abc import Callable
from typing import Any


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class IndexedColumn:
    """A blind index; `value_of` returns what is indexed of a row, or None where nothing is."""

    model: str
    column: str
    purpose: str
    # Any: the row is of a model that the vault does not know.
    value_of: Callable[[Any], str | None]


_columns: dict[tuple[str, str], IndexedColumn] = {}


def register(column: IndexedColumn) -> None:
    """Remember `column`; a second call for the same one replaces the first."""
    _columns[column.model, column.column] = column


def columns_of(model: str) -> list[IndexedColumn]:
    """Return the blind indexes of the model ``app_label.Model``."""
    return [column for column in _columns.values() if column.model == model]
