"""
How a write and its audit record become one statement.

What hangs on a condition selects from the `source` that carries it, and the statement returns a row
where the condition held.
"""

import datetime as dt

from shiming.audit import operations as audit
from shiming.identity_provider.drivers.on_psycopg.database import Parameter
from shiming.identity_provider.protocol import store

# ruff: noqa: S608 - nothing but constants is put together.

NO_CONDITION = "source AS (SELECT 1)"
_AUDIT_INTO, _, _AUDIT_VALUES = audit.insert_statement().partition(" VALUES ")
AUDITED = f"audited AS ({_AUDIT_INTO} SELECT {_AUDIT_VALUES[1:-1]} FROM source)"


def one_statement(*parts: str) -> bytes:
    """Return parts, the first of which is the source, as one statement."""
    return f"WITH {', '.join(parts)} SELECT 1 FROM source".encode()


def record(entry: store.AuditEntry, now: dt.datetime) -> tuple[Parameter, ...]:
    """Return the parameters of `AUDITED`."""
    return audit.insert_parameters(
        event=entry.event,
        actor=entry.actor,
        subject=entry.subject,
        at=now,
        details=entry.details,
    )
