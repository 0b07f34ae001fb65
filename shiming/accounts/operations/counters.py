"""
Counters that parallel tries cannot outrun.

A try is *charged* before its outcome is known, by one conditional UPDATE; who gets no row
changed gets no try. A success forgives or refunds; a failure locks when the limit is reached.
"""

import dataclasses
import datetime as dt
import math
from collections.abc import Sequence

from django.db.models import F

from shiming.accounts import errors, ports, queries
from shiming.accounts.models import GuessCounter
from shiming.accounts.policies import counters as rules
from shiming.accounts.policies.counters import (
    subject_of_account,
    subject_of_address,
    subject_of_text,
)
from shiming.accounts.types import AccountEvent, CounterScope
from shiming.audit import operations as audit
from shiming.kernel import sql_kit
from shiming.kernel.actor import Actor

__all__ = [
    "Charge",
    "charge",
    "forgive",
    "forgive_all",
    "lock_if_reached",
    "locked",
    "refund",
    "subject_of_account",
    "subject_of_address",
    "subject_of_text",
]

# Every sign-in runs these: as SQL they cost a tenth of what the ORM takes to build them.
_PAY = """
UPDATE accounts_guesscounter
SET count = CASE WHEN window_started_at >= %(floor)s THEN count + 1 ELSE 1 END,
    window_started_at = CASE WHEN window_started_at >= %(floor)s
                             THEN window_started_at ELSE %(now)s END,
    last_at = %(now)s
WHERE scope = %(scope)s AND subject = %(subject)s
  AND (locked_until IS NULL OR locked_until <= %(now)s)
  AND (last_at IS NULL OR last_at <= %(rested)s)
  AND (window_started_at < %(floor)s OR count < %(limit)s)
"""
_FORGIVE = """
UPDATE accounts_guesscounter SET count = 0, lock_count = 0, locked_until = NULL
WHERE scope = %(scope)s AND subject = %(subject)s
"""
_REFUND = """
UPDATE accounts_guesscounter SET count = count - 1
WHERE scope = %(scope)s AND subject = %(subject)s AND count > 0
"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """Whether a try was granted, and if not, from when on there may be one again."""

    is_granted: bool
    retry_at: dt.datetime


def charge(*, scope: CounterScope, subject: str, actor: Actor, now: dt.datetime) -> Charge:
    """Pay for one try, if the limit still allows one."""
    if not _pay(scope=scope, subject=subject, now=now):
        fresh = GuessCounter(scope=scope, subject=subject, window_started_at=now)
        GuessCounter.objects.bulk_create([fresh], ignore_conflicts=True)
        if not _pay(scope=scope, subject=subject, now=now):
            return Charge(is_granted=False, retry_at=_retry_at(scope, subject, now))
    limit = ports.policy().limits[scope]
    if limit.lock_for is None and queries.count_tries(scope, subject) == limit.count:
        _log(AccountEvent.LIMIT_REACHED, scope=scope, subject=subject, actor=actor, now=now)
    return Charge(is_granted=True, retry_at=now)


def forgive(*, scope: CounterScope, subject: str) -> None:
    """Forget all tries and locks: whoever it is about has just proven themselves."""
    sql_kit.execute(_FORGIVE, {"scope": scope.value, "subject": subject})


def forgive_all(*, subjects: Sequence[str], now: dt.datetime) -> int:
    """Forget all wrong tries under these subjects; return how many locks that lifted."""
    # What was sent stays counted: that limit is not about guessing.
    sends = [CounterScope.CODE_SEND_NUMBER, CounterScope.CODE_SEND_ADDRESS]
    against = GuessCounter.objects.filter(subject__in=subjects).exclude(scope__in=sends)
    locks = against.filter(locked_until__gt=now).count()
    against.update(count=0, lock_count=0, locked_until=None)
    return locks


def refund(*, scope: CounterScope, subject: str) -> None:
    """Give one charged try back; the wrong ones before it stay counted."""
    sql_kit.execute(_REFUND, {"scope": scope.value, "subject": subject})


def lock_if_reached(*, scope: CounterScope, subject: str, actor: Actor, now: dt.datetime) -> bool:
    """Lock the subject if a wrong try was the last one allowed; tell whether it did."""
    limit = ports.policy().limits[scope]
    counters = GuessCounter.objects.filter(scope=scope, subject=subject, count__gte=limit.count)
    counter = counters.first()
    if counter is None or limit.lock_for is None:
        return False
    until = now + rules.lock_length(limit, locks_before=counter.lock_count)
    # The count begins anew when the lock ends, however long the window is.
    won = counters.filter(lock_count=counter.lock_count).update(
        count=0, lock_count=F("lock_count") + 1, locked_until=until, window_started_at=until
    )
    if won:
        _log(
            AccountEvent.LOCKED,
            scope=scope,
            subject=subject,
            actor=actor,
            now=now,
            locks=counter.lock_count + 1,
        )
    return bool(won)


def locked(charge: Charge, now: dt.datetime) -> errors.SignInLocked:
    """Return the refusal that says when a try may be made again."""
    seconds = max(1, math.ceil((charge.retry_at - now).total_seconds()))
    return errors.SignInLocked(minutes=math.ceil(seconds / 60), retry_after=seconds)


def _pay(*, scope: CounterScope, subject: str, now: dt.datetime) -> bool:
    limit = ports.policy().limits[scope]
    values: dict[str, sql_kit.Value] = {
        "scope": scope.value,
        "subject": subject,
        "now": now,
        "floor": rules.window_floor(limit, now),
        # Without an interval the last try never counts: another node's clock may be ahead of ours.
        "rested": now - limit.interval
        if limit.interval
        else dt.datetime.max.replace(tzinfo=dt.UTC),
        "limit": limit.count,
    }
    return sql_kit.execute(_PAY, values) > 0


def _retry_at(scope: CounterScope, subject: str, now: dt.datetime) -> dt.datetime:
    limit = ports.policy().limits[scope]
    counter = GuessCounter.objects.get(scope=scope, subject=subject)
    if counter.locked_until is not None and counter.locked_until > now:
        return counter.locked_until
    if counter.count < limit.count and counter.last_at is not None:
        return counter.last_at + limit.interval
    if limit.window is None:
        return rules.window_floor(limit, now) + dt.timedelta(days=1)
    # The last tries allowed are still being judged: if they are wrong, this long a lock follows.
    return now + rules.lock_length(limit, locks_before=counter.lock_count)


def _log(
    event: AccountEvent,
    *,
    scope: CounterScope,
    subject: str,
    actor: Actor,
    now: dt.datetime,
    locks: int = 0,
) -> None:
    # The subject is a keyed hash or an account id: enough to see that two records belong together.
    audit.record(
        event=event,
        actor=actor,
        subject=f"{scope}:{subject}",
        at=now,
        details={"scope": scope.value, "locks_in_a_row": locks},
    )
