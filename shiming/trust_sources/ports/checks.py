"""Port: whoever has sources compare what they are told (S33-22, S33-23)."""

import datetime as dt
from typing import Protocol

from shiming.kernel.slots import Slot
from shiming.trust_sources.types import Connection
from shiming.trust_sources.types.checks import CheckQuestion, CheckReport


class ProofChecks(Protocol):
    """Asks sources that prove and let nobody in; never raises because one is out of reach."""

    def ask(
        self, connection: Connection, *, question: CheckQuestion, return_url: str, now: dt.datetime
    ) -> CheckReport:
        """
        Return what the source says, or the page of its own on which it asks the person.

        From there the person comes back to `return_url`.
        """
        ...

    def outcome_of(
        self, connection: Connection, *, reference: str, now: dt.datetime
    ) -> CheckReport:
        """Return what came of a check on the source's own pages."""
        ...


proof_checks: Slot[ProofChecks] = Slot("trust_sources.proof_checks")
