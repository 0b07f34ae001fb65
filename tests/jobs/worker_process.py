"""
A worker in a process of its own, to be killed: `python worker_process.py FOLDER start|work`.

The first attempt at its one kind of job hangs; later ones succeed at once.
"""

import datetime as dt
import os
import pathlib
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from shiming.jobs import operations, ports  # noqa: E402 - Django must be set up first
from shiming.jobs.types import JobPolicy, JobRun  # noqa: E402 - Django must be set up first
from shiming.jobs.worker import run_worker  # noqa: E402 - Django must be set up first
from shiming.kernel import clock  # noqa: E402 - Django must be set up first

KIND = "tests.hang"
FOLDER = pathlib.Path(sys.argv[1])
SECOND = dt.timedelta(seconds=1)


@operations.handler(KIND)
def hang_once(run: JobRun) -> None:
    (FOLDER / f"{run.subject}-{run.attempt}").write_text(str(os.getpid()), encoding="ascii")
    while run.attempt == 1:
        time.sleep(0.1)


if sys.argv[2] == "start":
    operations.start(kind=KIND, subject=sys.argv[3], now=clock.now())
else:
    ports.policy.fill(
        JobPolicy(heartbeat_every=SECOND / 4, stale_after=2 * SECOND, tick_every=SECOND / 4)
    )
    run_worker()
