"""Use case: numbers of calls that are too old by now are forgotten."""

import datetime as dt

from django.db import transaction

from shiming.kernel import signatures
from shiming.trust_sources.operations.nodes import peers


def forget_nonces(*, now: dt.datetime) -> int:
    """Forget numbers whose calls would be refused for their age anyhow, and return how many."""
    # A call may be as far ahead of our clock as behind it.
    before = now - 2 * dt.timedelta(seconds=signatures.TOLERANCE_SECONDS)
    with transaction.atomic(durable=True):
        return peers.forget_nonces(before=before)
