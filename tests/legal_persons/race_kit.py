"""Several who do the same in the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from shiming.kernel.errors import DomainError

AT_ONCE = 6


def at_once(act: Callable[[int], object]) -> list[str]:
    """Return the code of each refusal, or «in» for who got through."""
    barrier = threading.Barrier(AT_ONCE)

    def one(number: int) -> str:
        barrier.wait(timeout=30)
        try:
            act(number)
        except DomainError as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return "in"

    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))
