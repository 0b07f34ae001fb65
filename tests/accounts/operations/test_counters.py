import dataclasses
import datetime as dt
from collections.abc import Callable

import pytest

from shiming.accounts import operations, ports
from shiming.accounts.models import GuessCounter
from shiming.accounts.operations import Charge, counters
from shiming.accounts.types import AccountEvent, CounterScope
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import visitor
from tests.factories.accounts import NOW

SCOPE = CounterScope.PASSWORD_ACCOUNT
SUBJECT = "somebody"
ACTOR = visitor(address="192.0.2.10")
MINUTE = dt.timedelta(minutes=1)

pytestmark = pytest.mark.django_db


def charge(now: dt.datetime = NOW, *, scope: CounterScope = SCOPE) -> Charge:
    return operations.charge(scope=scope, subject=SUBJECT, actor=ACTOR, now=now)


def fail(now: dt.datetime = NOW) -> bool:
    granted = charge(now).is_granted
    operations.lock_if_reached(scope=SCOPE, subject=SUBJECT, actor=ACTOR, now=now)
    return granted


class TestCharge:
    def test_grants_up_to_the_limit(self) -> None:
        granted = [charge().is_granted for _ in range(7)]

        assert granted == [True] * 5 + [False] * 2

    def test_grants_again_in_the_next_window(self) -> None:
        for _ in range(5):
            charge()

        assert charge(NOW + 16 * MINUTE).is_granted

    def test_locks_after_the_last_wrong_try_for_half_an_hour(self) -> None:
        for _ in range(5):
            fail()

        assert not charge(NOW + 29 * MINUTE).is_granted
        assert charge(NOW + 30 * MINUTE).is_granted

    def test_doubles_the_lock_on_repetition(self) -> None:
        for _ in range(5):
            fail()
        later = NOW + 30 * MINUTE
        for _ in range(5):
            fail(later)

        assert charge(later + 59 * MINUTE).retry_at == later + 60 * MINUTE
        assert charge(later + 60 * MINUTE).is_granted

    def test_never_locks_longer_than_the_parameter(self) -> None:
        now = NOW
        for _ in range(12):
            for _ in range(5):
                fail(now)
            now = GuessCounter.objects.get().locked_until or now

        assert AuditRecord.objects.count() == 12
        assert not charge(now - MINUTE).is_granted
        assert charge(now - MINUTE).retry_at - now <= dt.timedelta(hours=24)

    def test_forgets_the_locks_when_forgiven(self) -> None:
        for _ in range(5):
            fail()
        operations.forgive(scope=SCOPE, subject=SUBJECT)

        assert charge().is_granted
        assert GuessCounter.objects.get().lock_count == 0

    def test_returns_one_try_on_refund(self) -> None:
        for _ in range(5):
            charge()
        operations.refund(scope=SCOPE, subject=SUBJECT)

        assert [charge().is_granted, charge().is_granted] == [True, False]

    def test_writes_the_lock_into_the_abuse_log_once(self) -> None:
        for _ in range(8):
            fail()

        events = list(AuditRecord.objects.values_list("event", flat=True))
        assert events == [AccountEvent.LOCKED]

    def test_counts_a_day_by_the_calendar_of_china(
        self, change_policy: Callable[..., None]
    ) -> None:
        limits = dict(ports.policy().limits)
        scope = CounterScope.CODE_SEND_ADDRESS
        limits[scope] = dataclasses.replace(limits[scope], count=1)
        change_policy(limits=limits)
        before_midnight = dt.datetime(2026, 3, 2, 15, 59, tzinfo=dt.UTC)

        first = charge(before_midnight, scope=scope)
        second = charge(before_midnight + dt.timedelta(seconds=30), scope=scope)
        after_midnight = charge(before_midnight + MINUTE, scope=scope)

        assert (first.is_granted, second.is_granted) == (True, False)
        assert second.retry_at == before_midnight + MINUTE
        assert after_midnight.is_granted

    def test_writes_a_reached_daily_limit_into_the_abuse_log_once(
        self, change_policy: Callable[..., None]
    ) -> None:
        limits = dict(ports.policy().limits)
        scope = CounterScope.CODE_SEND_ADDRESS
        limits[scope] = dataclasses.replace(limits[scope], count=2)
        change_policy(limits=limits)

        for _ in range(5):
            charge(scope=scope)

        events = list(AuditRecord.objects.values_list("event", flat=True))
        assert events == [AccountEvent.LIMIT_REACHED]


class TestSubjects:
    def test_takes_a_subscribers_ipv6_network_as_one_address(self) -> None:
        one = counters.subject_of_address("2001:db8:1:2::1")
        other = counters.subject_of_address("2001:db8:1:2:ffff::9")
        neighbour = counters.subject_of_address("2001:db8:1:3::1")

        assert one == other != neighbour

    def test_keeps_no_address_in_the_table(self) -> None:
        assert "192.0.2.10" not in counters.subject_of_address("192.0.2.10")

    def test_bears_an_address_that_is_none(self) -> None:
        assert counters.subject_of_address("") == counters.subject_of_address("unix:")
