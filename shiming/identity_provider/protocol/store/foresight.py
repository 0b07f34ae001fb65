"""Telling the store what will probably be asked next."""

import dataclasses
from typing import Any

from shiming.identity_provider.protocol.store.operation import Operation


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Foresee(Operation[None]):
    """
    Say that a reading will follow the next one, unless that one already ends the matter.

    Changes no answer and no order of checks: a driver may fetch both on one way to the database,
    which costs more than either. Whoever forgets to ask loses nothing.
    """

    # Any: each reading has an answer of its own.
    reading: Operation[Any]
