"""Use case: how many calls in the names of nodes were not proven goes into the audit trail."""

import datetime as dt

from django.db import transaction

from shiming.kernel.actor import Actor
from shiming.trust_sources.operations.nodes import peers


def record_refused_calls(*, actor: Actor, now: dt.datetime) -> None:
    """Record the number of each hour that is over, once: an attacker writes no records at will."""
    with transaction.atomic(durable=True):
        peers.record_refused_calls(actor=actor, now=now)
