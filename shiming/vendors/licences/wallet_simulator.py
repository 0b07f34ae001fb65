"""
A licence wallet for development: a holder who agrees after a few seconds, without a phone.

There is no published interface of the national wallet to write a real adapter against; a
deployment that is admitted to one adds it beside this file.
"""

import datetime as dt
import secrets

from shiming.accounts.types import LicenceAnswer, OutsideOutcome, ShownLicenceCode

ENTERPRISE = "91600100MA0000007R"
"""The code of a body that cannot exist: its region, 600100, is not assigned."""
HOLDER_SECONDS = 4


class LicenceWalletSimulator:
    """Remembers nothing: the reference itself says when the holder was asked."""

    is_simulator = True

    def __init__(
        self,
        *,
        body_code: str = ENTERPRISE,
        outcome: OutsideOutcome = OutsideOutcome.PROVEN,
    ) -> None:
        self.body_code = body_code
        self.outcome = outcome

    def show_code(self, *, purpose: str, now: dt.datetime) -> ShownLicenceCode | None:
        """Return a code for the holder's app, or nothing while the wallet is away."""
        if self.outcome is OutsideOutcome.UNAVAILABLE:
            return None
        reference = f"{int(now.timestamp())}.{secrets.token_urlsafe(12)}"
        return ShownLicenceCode(reference=reference, payload=f"shiming-sim:{purpose}:{reference}")

    def ask(self, *, reference: str, now: dt.datetime) -> LicenceAnswer:
        """Say what the holder did: nothing for some seconds, and then what was set."""
        asked = reference.partition(".")[0]
        if not asked.isdecimal():
            return LicenceAnswer(outcome=OutsideOutcome.REFUSED, reason="unknown")
        if now.timestamp() - int(asked) < HOLDER_SECONDS:
            return LicenceAnswer(outcome=OutsideOutcome.WAITING)
        if self.outcome is not OutsideOutcome.PROVEN:
            return LicenceAnswer(outcome=self.outcome, reason="holder")
        return LicenceAnswer(
            outcome=OutsideOutcome.PROVEN, body_code=self.body_code, body_name="样例企业"
        )
