"""The breaker leaves a failing counterpart alone and finds out by itself when it is back."""

import pytest

from shiming.vendors.circuit_breaker import CircuitBreaker


class Stopwatch:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def stopwatch() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
def breaker(stopwatch: Stopwatch) -> CircuitBreaker:
    return CircuitBreaker(failures_to_open=3, open_seconds=10, stopwatch=stopwatch)


def fail(breaker: CircuitBreaker, times: int) -> None:
    for _ in range(times):
        breaker.note_failure()


class TestCircuitBreaker:
    def test_stays_closed_while_successes_come_between(self, breaker: CircuitBreaker) -> None:
        for _ in range(5):
            fail(breaker, 2)
            breaker.note_success()

        assert breaker.may_call()

    def test_opens_after_failures_in_a_row(self, breaker: CircuitBreaker) -> None:
        fail(breaker, 3)

        assert not breaker.may_call()

    def test_lets_one_probe_through_when_its_time_is_over(
        self, breaker: CircuitBreaker, stopwatch: Stopwatch
    ) -> None:
        fail(breaker, 3)
        stopwatch.seconds += 10

        assert [breaker.may_call() for _ in range(3)] == [True, False, False]

    def test_closes_when_the_probe_succeeds(
        self, breaker: CircuitBreaker, stopwatch: Stopwatch
    ) -> None:
        fail(breaker, 3)
        stopwatch.seconds += 10
        breaker.may_call()
        breaker.note_success()

        assert [breaker.may_call() for _ in range(3)] == [True, True, True]

    def test_opens_again_when_the_probe_fails(
        self, breaker: CircuitBreaker, stopwatch: Stopwatch
    ) -> None:
        fail(breaker, 3)
        stopwatch.seconds += 10
        breaker.may_call()
        breaker.note_failure()
        stopwatch.seconds += 9

        assert not breaker.may_call()

    def test_probes_again_when_a_probe_was_never_heard_of(
        self, breaker: CircuitBreaker, stopwatch: Stopwatch
    ) -> None:
        fail(breaker, 3)
        stopwatch.seconds += 10
        breaker.may_call()
        stopwatch.seconds += 10

        assert breaker.may_call()
