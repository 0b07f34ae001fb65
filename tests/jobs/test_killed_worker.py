"""A worker that is killed in mid-job loses nothing."""

import contextlib
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest

SCRIPT = pathlib.Path(__file__).with_name("worker_process.py")
ROOT = pathlib.Path(__file__).parents[2]
PATIENCE = 40
T = TypeVar("T")


class Site:
    """An installation of its own, with a database file, on which workers can be started."""

    def __init__(self, folder: pathlib.Path, migrated_file: pathlib.Path) -> None:
        self.folder = folder
        shutil.copy(migrated_file, folder / "shiming.sqlite3")
        self.env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": str(ROOT),
            "SHIMING_DATA_DIR": str(folder),
            "SHIMING_DATABASE_URL": "",
        }

    def start_job(self, subject: str) -> None:
        subprocess.run(
            [sys.executable, SCRIPT, self.folder, "start", subject], env=self.env, check=True
        )

    @contextlib.contextmanager
    def worker(self) -> Iterator[subprocess.Popen[bytes]]:
        process = subprocess.Popen([sys.executable, SCRIPT, self.folder, "work"], env=self.env)
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def pid_of_first_attempt(self, subject: str) -> int | None:
        path = self.folder / f"{subject}-1"
        text = path.read_text(encoding="ascii") if path.exists() else ""
        return int(text) if text else None

    def job(self, subject: str) -> tuple[str, int]:
        with contextlib.closing(sqlite3.connect(self.folder / "shiming.sqlite3")) as database:
            row: tuple[str, int] = database.execute(
                "SELECT state, attempts FROM jobs_job WHERE subject = ?", [subject]
            ).fetchone()
        return row

    def has_succeeded(self, subject: str) -> bool:
        return self.job(subject)[0] == "succeeded"


def wait_until(probe: Callable[[], T | None]) -> T:
    deadline = time.monotonic() + PATIENCE
    while not (found := probe()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)
    return found


def is_alive(pid: int) -> bool:
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except FileNotFoundError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, migrated_file: pathlib.Path) -> Site:
    return Site(tmp_path_factory.mktemp("site"), migrated_file)


class TestAKilledWorker:
    def test_has_its_job_taken_up_by_its_successor(self, site: Site) -> None:
        site.start_job("one")
        with site.worker():
            pid = wait_until(lambda: site.pid_of_first_attempt("one"))
            os.kill(pid, signal.SIGKILL)

            wait_until(lambda: site.has_succeeded("one"))

        assert site.job("one") == ("succeeded", 2)

    def test_has_its_job_taken_up_after_the_whole_service_was_killed(self, site: Site) -> None:
        site.start_job("all")
        with site.worker() as process:
            pid = wait_until(lambda: site.pid_of_first_attempt("all"))
            process.kill()
            process.wait()
            # The children die with the service: none goes on working unseen.
            wait_until(lambda: not is_alive(pid))
        with site.worker():
            wait_until(lambda: site.has_succeeded("all"))

        assert site.job("all") == ("succeeded", 2)


class TestAStoppedWorker:
    def test_ends_in_good_order(self, site: Site) -> None:
        site.start_job("last")
        with site.worker() as process:
            pid = wait_until(lambda: site.pid_of_first_attempt("last"))
            os.kill(pid, signal.SIGKILL)
            wait_until(lambda: site.has_succeeded("last"))

            process.terminate()

            assert process.wait(timeout=PATIENCE) == 0
