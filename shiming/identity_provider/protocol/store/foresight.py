"""Telling the store what will happen next."""

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


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmLater(Operation[None]):
    """
    Say that the next client read will be confirmed by the one write of this run.

    A driver may answer from memory then: `InsertAccessToken` happens only if the client is still
    as it was remembered. Where it is not, or the run ends or writes anything else before that, the
    driver runs everything again on fresh readings: no answer rests on what may have changed.
    """
