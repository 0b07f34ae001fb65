"""What an operation is, and the audit entry that every change carries."""

import dataclasses
from collections.abc import Generator, Mapping
from typing import Any, Generic, TypeVar

from shiming.kernel.actor import Actor

R = TypeVar("R")


class Operation(Generic[R]):
    """Something asked of the store; `yield from` it to get the answer."""

    __slots__ = ()

    # Any: a generator has one type for all that is sent into it, and each operation has its own.
    def __iter__(self) -> Generator["Operation[Any]", Any, R]:
        answer: R = yield self
        return answer


Steps = Generator[Operation[Any], Any, R]
"""A run of the engine: operations out, answers in, an `R` at the end."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """The audit record of a change; ids, codes and counts only."""

    event: str
    actor: Actor
    subject: str
    details: Mapping[str, str | int | bool | None] = dataclasses.field(default_factory=dict)
