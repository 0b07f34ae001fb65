"""For properties over any text: a parser answers with a value or with a refusal, never a crash."""

from collections.abc import Callable
from typing import TypeVar

from shiming.kernel.errors import DomainError

T = TypeVar("T")


def outcome(parse: Callable[[str], T], text: str) -> T | DomainError:
    try:
        return parse(text)
    except DomainError as refusal:
        return refusal
