"""Use case: every trust source is asked for a sign of life."""

import datetime as dt

from django.db import transaction

from shiming.kernel.actor import Actor
from shiming.trust_sources import operations, ports, queries


def check_sources(*, actor: Actor, now: dt.datetime) -> int:
    """
    Ask every source that may be used, and return how many did not answer.

    Each is asked outside of any transaction. One that is down is hidden from the sign-in page,
    with a note, until it answers again.
    """
    silent = 0
    for source in queries.list_usable_sources(now=now):
        is_alive = ports.source_clients().is_alive(source.entry.connection)
        silent += not is_alive
        with transaction.atomic(durable=True):
            operations.note_health(source_id=source.id, is_alive=is_alive, actor=actor, now=now)
    return silent
