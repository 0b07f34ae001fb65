"""A readiness check that wiring may add: whether background work gets done."""

from shiming.jobs import ports, queries
from shiming.kernel import clock


class QueueIsLate(RuntimeError):
    """The oldest due job waits longer than the policy's alert age."""


def ask_queue() -> None:
    """
    Ask how long the oldest due job has waited.

    :raises QueueIsLate: if that is too long: no worker runs, or they cannot keep up
    """
    health = queries.get_queue_health_unscoped(now=clock.now(), policy=ports.policy())
    if health.is_late:
        raise QueueIsLate(f"oldest due job waits {health.oldest_due_age}")
