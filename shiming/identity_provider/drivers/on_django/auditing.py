"""The audit record of a change."""

import datetime as dt

from shiming.audit import operations as audit
from shiming.identity_provider.protocol import store


def record(entry: store.AuditEntry, now: dt.datetime) -> None:
    """Write the record of a change in its transaction."""
    audit.record(
        event=entry.event,
        actor=entry.actor,
        subject=entry.subject,
        at=now,
        details=entry.details,
    )
