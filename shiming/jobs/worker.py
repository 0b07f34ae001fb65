"""The worker process: django-q2's cluster, and beside it the loop that keeps jobs moving."""

import ctypes
import os
import signal
import sys
import time

import structlog
from django.db import DatabaseError, connections
from django_q.cluster import Cluster

from shiming.jobs import ports, tasks
from shiming.kernel import clock

_log = structlog.get_logger(__name__)
_PR_SET_PDEATHSIG = 1
_WARN_EVERY_SECONDS = 60


def run_worker() -> None:
    """Run jobs until SIGTERM or SIGINT, then let the running ones finish; blocks."""
    os.register_at_fork(after_in_child=_die_with_parent)
    # Children inherit sockets: none may share this process's connection.
    connections.close_all()
    cluster = Cluster()
    cluster.start()
    try:
        _keep_jobs_moving(cluster)
    finally:
        # Without its loop the cluster must not live on: nobody would take up lost jobs.
        cluster.stop()
        connections.close_all()


def _keep_jobs_moving(cluster: Cluster) -> None:
    next_warning = time.monotonic()
    while cluster.sentinel.is_alive():
        try:
            now = clock.now()
            tasks.tick(now=now)
            if time.monotonic() >= next_warning:
                tasks.warn_if_late(now=now)
                next_warning = time.monotonic() + _WARN_EVERY_SECONDS
        except DatabaseError:
            # The database may be away for a moment; nothing is lost, for everything is in it.
            _log.exception("jobs.loop.no_database")
            connections.close_all()
        time.sleep(ports.policy().tick_every.total_seconds())


def _die_with_parent() -> None:
    """
    Make the kernel end this process when its parent dies.

    Otherwise a killed worker leaves processes behind that take jobs and cannot be stopped.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
