"""The joint test: what a sandbox client does here is noted as it does it, by nobody's hand (E3)."""

import datetime as dt
import uuid

from shiming.identity_provider.protocol.store import NoteTrial, Steps
from shiming.identity_provider.types import Trial

CLOCK_AHEAD = dt.timedelta(seconds=30)
"""How far the clock in the ID tokens of sandbox clients runs ahead: who compares to the second
never gets past its own check, and never fetches who signed in."""


def note(
    trial: Trial, *, is_sandbox: bool, client_pk: uuid.UUID, detail: str, now: dt.datetime
) -> Steps[None]:
    """Note a passed point; clients in production cost nothing here."""
    if is_sandbox:
        yield from NoteTrial(client_pk=client_pk, trial=trial, detail=detail, now=now)
