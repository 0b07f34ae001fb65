"""A kind of job whose handler does what the test says."""

import datetime as dt
from collections.abc import Callable

import pytest

from shiming.jobs import handlers
from shiming.jobs.types import JobPermission, JobRun
from shiming.kernel.actor import ActingIdentity, Actor
from shiming.kernel.ids import new_id

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
KIND = "tests.work"


class Work:
    """Counts the runs of the kind, and does to each what the test wants."""

    def __init__(self) -> None:
        self.runs: list[JobRun] = []
        self.act: Callable[[JobRun], None] = lambda _run: None

    def __call__(self, run: JobRun) -> None:
        self.runs.append(run)
        self.act(run)


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    work = Work()
    monkeypatch.setitem(handlers._handlers, KIND, work)
    return work


@pytest.fixture
def operator() -> Actor:
    return Actor(
        account_id=new_id(),
        identity=ActingIdentity(permissions=frozenset({JobPermission.MANAGE.value})),
    )


@pytest.fixture
def stranger() -> Actor:
    return Actor(account_id=new_id())
