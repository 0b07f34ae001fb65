"""Reading sources that only compare."""

import datetime as dt

from shiming.trust_sources.queries.sources import UsableSource, find_usable_source
from shiming.trust_sources.types.checks import SENT, CheckOffer


def find_check_source(code: str, *, portal: str, now: dt.datetime) -> UsableSource | None:
    """Return a source that only compares and may be used at this portal now, or None."""
    found = find_usable_source(code, now=now)
    if found is None or not found.entry.connection.protocol.is_check:
        return None
    return found if not found.entry.portals or portal in found.entry.portals else None


def find_check_offer(code: str, *, portal: str, now: dt.datetime) -> CheckOffer | None:
    """Return what its page says of it, or None; without its secret."""
    found = find_check_source(code, portal=portal, now=now)
    if found is None:
        return None
    return CheckOffer(
        code=found.code,
        name=found.entry.name,
        operator=found.entry.operator,
        protocol=found.entry.connection.protocol,
        sent=SENT[found.entry.connection.protocol],
        evidence_days=found.entry.evidence_days,
    )
