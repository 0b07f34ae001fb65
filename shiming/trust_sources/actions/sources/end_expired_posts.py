"""Use case: what posts gave ends with the contract under which a source was heard (S11-3)."""

import datetime as dt

from django.db import transaction

from shiming.directory import operations as directory
from shiming.kernel.actor import Actor
from shiming.trust_sources import queries


def end_expired_posts(*, actor: Actor, now: dt.datetime) -> int:
    """
    Take back what posts gave at sources whose contract does not hold; return how many permissions.

    Nobody closes such a source: that its last day is over is what ends its word.
    """
    ended = 0
    for code in queries.list_sources_out_of_contract_unscoped(now=now):
        with transaction.atomic(durable=True):
            ended += directory.end_posts(source=code, actor=actor, now=now)
    return ended
