"""Settings of the django-q2 cluster; free of Django, for the settings module imports it."""

TIMEOUT_SECONDS = 600
WORKERS = 2


def q_cluster(*, database: str = "", workers: int = WORKERS) -> dict[str, object]:
    """
    Return django-q2's settings: the broker is a table of the product's own database.

    Whether the database is SQLite or PostgreSQL makes no difference to the broker.
    """
    del database
    return {
        "name": "shiming",
        "orm": "default",
        "workers": workers,
        # Taken from the table only when a worker is nearly free: what waits in memory dies with it.
        "queue_limit": 1,
        "bulk": 1,
        "poll": 0.2,
        "timeout": TIMEOUT_SECONDS,
        # Above the timeout, or the broker gives the same message out twice.
        "retry": TIMEOUT_SECONDS + 60,
        # Our own job row knows what failed and when to try again.
        "ack_failures": True,
        "max_attempts": 1,
        "save_limit": -1,
        # Replaced by the loop in `shiming.jobs.worker`, which ticks each second.
        "scheduler": False,
        "recycle": 500,
        "label": "Shiming",
        "log_level": "WARNING",
    }
