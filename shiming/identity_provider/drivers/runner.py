"""The loop that both drivers share: take an operation out of a run, put its answer back in."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

from shiming.identity_provider.protocol.store import Operation, Steps

R = TypeVar("R")

# Any: each operation has its own answer; `Operation[R]` ties the two where they are asked for.
Handlers = Mapping[type[Operation[Any]], Callable[[Any], Any]]


class Driver(Protocol):
    """
    Runs the engine over a database.

    Reads see what is committed; every write commits with its audit record, or nothing is changed.
    """

    def run(self, begin: Callable[[], Steps[R]]) -> R:
        """Run to the end, from the beginning again if need be; return what the run returns."""
        ...


def run(steps: Steps[R], handlers: Handlers) -> R:
    """Answer every operation of a run by its handler, and return what the run returns."""
    try:
        operation = next(steps)
        while True:
            operation = steps.send(handlers[type(operation)](operation))
    except StopIteration as end:
        result: R = end.value
        return result
