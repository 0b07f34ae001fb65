"""The tries of a day."""

import datetime as dt
import uuid

from django.db.models import F

from shiming.kernel.clock import today_in_china
from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.proofing import errors, ports, queries
from shiming.proofing.models import (
    DailyTries,
)
from shiming.proofing.types import (
    TryKind,
)


def take_try(
    *, account_id: uuid.UUID, number: DocumentNumber | None, kind: TryKind, now: dt.datetime
) -> None:
    """
    Use up one try of the day, for the account and for the number (A10: days turn in China).

    The counters are compared and set in one statement: parallel requests get no extra try.

    :raises errors.DailyLimitReached: if there is none left; the caller's transaction ends
    """
    limit = ports.policy().limit_of(kind)
    day = today_in_china(now)
    for subject in _subjects(account_id=account_id, number=number):
        DailyTries.objects.bulk_create(
            [DailyTries(subject=subject, kind=kind, on_date=day)], ignore_conflicts=True
        )
        won = DailyTries.objects.filter(
            subject=subject, kind=kind, on_date=day, count__lt=limit
        ).update(count=F("count") + 1)
        if not won:
            raise errors.DailyLimitReached(count=limit)


def give_back_try(
    *,
    account_id: uuid.UUID,
    number: DocumentNumber | None,
    kind: TryKind,
    taken_at: dt.datetime,
) -> None:
    """Give a try back that a machine of ours wasted: unavailable never counts (DESIGN.md, 2)."""
    DailyTries.objects.filter(
        subject__in=_subjects(account_id=account_id, number=number),
        kind=kind,
        on_date=today_in_china(taken_at),
        count__gt=0,
    ).update(count=F("count") - 1)


def _subjects(*, account_id: uuid.UUID, number: DocumentNumber | None) -> list[str]:
    subjects = [queries.account_subject(account_id=account_id)]
    if number is not None:
        subjects.append(queries.number_subject(number))
    return subjects
