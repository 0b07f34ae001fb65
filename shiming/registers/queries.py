"""Reads of the area. Nobody browses registers: these speak of lookups, never of people."""

import dataclasses
import datetime as dt
import uuid

from django.db.models import Count

from shiming.registers import policies, ports
from shiming.registers.models import RegisterLookup
from shiming.registers.types import Outcome


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class UnusualUse:
    """An account that asks more than its cases explain (J3)."""

    account_id: uuid.UUID
    case_number: str
    lookups: int
    people: int


def get_retry_delay(*, attempt: int) -> dt.timedelta:
    """Return how long a job should wait after its attempt found a register unavailable."""
    return policies.delay_before_retry(attempt=attempt, policy=ports.policy())


def count_lookups_unscoped(*, case_number: str) -> int:
    """Return how often registers were asked for a case."""
    return RegisterLookup.objects.filter(case_number=case_number).count()


def list_unusual_use_unscoped(
    *, since: dt.datetime, most_lookups: int = 20, most_people: int = 3
) -> list[UnusualUse]:
    """
    Return who looked up too often, or too many people, for one case; the worst come first.

    Calls that a register could not answer do not count.
    """
    rows = (
        RegisterLookup.objects.filter(asked_at__gte=since, account_id__isnull=False)
        .exclude(outcome=Outcome.UNAVAILABLE)
        .values("account_id", "case_number")
        .annotate(lookups=Count("id"), people=Count("number_index", distinct=True))
        .order_by("-lookups", "account_id", "case_number")
    )
    return [
        UnusualUse(
            account_id=row["account_id"],
            case_number=row["case_number"],
            lookups=row["lookups"],
            people=row["people"],
        )
        for row in rows
        if row["account_id"] and (row["lookups"] > most_lookups or row["people"] > most_people)
    ]
