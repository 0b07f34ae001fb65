"""The parameters that the area runs with, and what it asks of the areas above."""

import dataclasses
import datetime as dt
from typing import Protocol

from shiming.kernel.slots import Slot
from shiming.legal_persons.types import DirectTarget


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RequestLimits:
    """How many units a person may ask to act for."""

    waiting: int = 5
    """How many requests may wait at once."""
    a_day: int = 10
    """How many may be made in a day, decided or not: each disturbs those who head the unit."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LegalPersonPolicy:
    """Parameters of the deployment."""

    registrations_a_day: int = 10
    """How many units one account may hand in a day: each asks the register about a stranger."""
    requests: RequestLimits = RequestLimits()
    longest_consent: dt.timedelta = dt.timedelta(days=365)
    """How far ahead the last day of a standing consent may lie (S13-5)."""


class DirectTargets(Protocol):
    """Knows which clients units may enter by their password alone; `identity_provider` does."""

    def find_target(self, *, wanted: str) -> DirectTarget | None:
        """
        Return the client that waits at the page `wanted` of this site, if it is such a one.

        Without a page it is the only client of that kind, if there is exactly one.
        """


class NoTargets:
    """Stands in the slot until somebody knows clients: there are none."""

    def find_target(self, *, wanted: str) -> DirectTarget | None:
        """Return none."""
        del wanted
        return None


direct_targets: Slot[DirectTargets] = Slot("legal_persons.direct_targets")
direct_targets.fill(NoTargets())
policy: Slot[LegalPersonPolicy] = Slot("legal_persons.policy")
policy.fill(LegalPersonPolicy())
consent_address: Slot[str] = Slot("legal_persons.consent_address")
"""Where the consent API is served, from the scheme on: the resource that tokens must be for."""
