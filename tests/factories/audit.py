"""An actor with everything an audit record can hold, and records of what they did."""

import datetime as dt
import uuid

from shiming.audit import operations
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import ActingIdentity, ActingKind, Actor
from shiming.kernel.levels import Level

NOW = dt.datetime(2026, 11, 21, 8, 30, tzinfo=dt.UTC)
OFFICER = Actor(
    account_id=uuid.UUID(int=1),
    person_id=uuid.UUID(int=2),
    session_id=uuid.UUID(int=3),
    identity=ActingIdentity(
        kind=ActingKind.OFFICE,
        organisation_id=uuid.UUID(int=4),
        legal_person_id=uuid.UUID(int=5),
        permissions=frozenset({"audit:record:read"}),
    ),
    level=Level.INTERMEDIATE,
    methods=("pwd", "sms"),
    address="192.0.2.7",
    device="Firefox",
    purpose="复核",
    case_number="A-1",
)


def records(count: int, *, at: dt.datetime = NOW) -> list[int]:
    """Write so many records, and return their ids in order."""
    for number in range(count):
        operations.record(
            event="tests.thing.happened",
            actor=OFFICER,
            subject=f"thing:{number}",
            at=at,
            details={"number": number},
        )
    return list(AuditRecord.objects.order_by("-pk").values_list("pk", flat=True)[:count])[::-1]
