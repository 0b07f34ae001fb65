"""
One line for each answer to a machine, and its count.

The line is put together here, of constants and numbers of ours, and goes past the processors of
structlog: they cost more than the answer, and there is nothing in it that they could withhold.
"""

import functools
import logging

from prometheus_client import Histogram

from shiming.kernel import clock

LOGGER = "shiming.identity_provider.requests"
DURATION = Histogram(
    "shiming_identity_provider_request_seconds",
    "Time to answer a machine, by endpoint and status",
    ("endpoint", "status"),
)
_log = logging.getLogger(LOGGER)
# Finding the child of a metric costs more than counting with it.
_duration = functools.cache(DURATION.labels)


def count(*, endpoint: str, status: int, seconds: float) -> None:
    """Count an answer."""
    _duration(endpoint, status).observe(seconds)


def write(*, endpoint: str, method: str, status: int, error: str, seconds: float) -> None:
    """
    Write the line of an answer; nothing may be passed here that came in with the request.

    `method` is one that the endpoint takes, `error` a code of ours.
    """
    if not _log.isEnabledFor(logging.INFO):
        return
    line = (
        f'{{"endpoint":"{endpoint}","error":"{error}","event":"identity_provider.answered",'
        f'"level":"info","logger":"{LOGGER}","method":"{method}",'
        f'"milliseconds":{seconds * 1000:.2f},"status":{status},'
        f'"timestamp":"{clock.now().isoformat(timespec="milliseconds")[:-6]}Z"}}'
    )
    # Made by hand: `info` would search the stack for the caller, which is always this one.
    _log.handle(logging.LogRecord(LOGGER, logging.INFO, __file__, 0, line, None, None))
