"""Leaves a counterpart alone that fails again and again; one per adapter and process."""

import threading
import time
from collections.abc import Callable


class CircuitBreaker:
    """
    Closed, it lets every call through; open, none; half open, one, whose fate decides.

    It opens after `failures_to_open` failures without a success between them.
    """

    def __init__(
        self,
        *,
        failures_to_open: int = 5,
        open_seconds: float = 30.0,
        stopwatch: Callable[[], float] = time.monotonic,
    ) -> None:
        self._failures_to_open = failures_to_open
        self._open_seconds = open_seconds
        self._stopwatch = stopwatch
        self._lock = threading.Lock()
        self._failures = 0
        self._closed_to = 0.0

    def may_call(self) -> bool:
        """Tell whether to call now; who is told yes must note how it went."""
        with self._lock:
            if self._failures < self._failures_to_open:
                return True
            now = self._stopwatch()
            if now < self._closed_to:
                return False
            # Half open: this caller probes; the others wait for the outcome, or for its delay.
            self._closed_to = now + self._open_seconds
            return True

    def note_success(self) -> None:
        """Close: the counterpart answered."""
        with self._lock:
            self._failures = 0

    def note_failure(self) -> None:
        """Count a failure, and open if it is one too many."""
        with self._lock:
            self._failures += 1
            self._closed_to = self._stopwatch() + self._open_seconds
