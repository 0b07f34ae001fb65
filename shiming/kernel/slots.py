"""
Where a port meets its adapter.

An area declares a `Slot` beside its `Protocol`; `config/wiring` fills it once at the start.
A typed slot needs no container, no dotted path below `config`, and no import upwards.
"""

import contextlib
from collections.abc import Iterator
from typing import Any, ClassVar, Generic, TypeVar

T = TypeVar("T")


class NotWired(RuntimeError):
    """A slot was used before `config/wiring` filled it: a programming error."""


class Slot(Generic[T]):
    """A place for one adapter or one policy object; call it to get what is in it."""

    declared: ClassVar[list["Slot[Any]"]] = []  # Any: each slot holds a type of its own
    """Every slot of the product, so that the start can check what stands in them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._value: T | None = None
        Slot.declared.append(self)

    @property
    def is_filled(self) -> bool:
        """Tell whether something was put into the slot."""
        return self._value is not None

    def __call__(self) -> T:
        """
        Return what the slot holds.

        :raises NotWired: if nothing was put into it
        """
        if self._value is None:
            raise NotWired(self.name)
        return self._value

    def fill(self, value: T) -> None:
        """Put `value` into the slot, in place of what it held."""
        self._value = value

    @contextlib.contextmanager
    def replaced(self, value: T) -> Iterator[T]:
        """Hold `value` for the length of a `with` block, then what it held before."""
        before, self._value = self._value, value
        try:
            yield value
        finally:
            self._value = before
