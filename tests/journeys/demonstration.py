"""A whole demonstration for one test run: every process of `make run`, on its own ports."""

import contextlib
import dataclasses
import json
import os
import pathlib
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import sql

ROOT = pathlib.Path(__file__).resolve().parents[2]
START_SECONDS = 120
POLL_SECONDS = 0.2


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Demonstration:
    """A running demonstration: where it is, what it consists of, and how to disturb it."""

    port: int
    data: pathlib.Path
    process: "subprocess.Popen[bytes]"
    # Any: the facts are JSON, as scripts get them.
    facts: dict[str, Any]

    @property
    def product(self) -> str:
        """The address of the product."""
        return str(self.facts["addresses"]["product"])

    @property
    def business_system(self) -> str:
        """The address of the sample business system."""
        return str(self.facts["addresses"]["business_system"])

    def get_json(self, address: str) -> Any:
        """Return the JSON that `address` answers with."""
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310  loopback
            return json.load(answer)

    def log(self) -> str:
        """Return what the processes have printed."""
        return (self.data / "demo.log").read_text(encoding="utf-8", errors="replace")

    @contextlib.contextmanager
    def register_saying(self, behaviour: str, *, number: str) -> Iterator[None]:
        """Have the simulated register answer `behaviour` to questions about `number`."""
        address = f"{self.facts['addresses']['register']}/expectations"
        body = json.dumps({"behaviour": behaviour, "number": number}).encode()
        self._ask(urllib.request.Request(address, data=body, method="PUT"))  # noqa: S310  loopback
        try:
            yield
        finally:
            self._ask(urllib.request.Request(address, method="DELETE"))  # noqa: S310  loopback

    @staticmethod
    def _ask(request: urllib.request.Request) -> None:
        with urllib.request.urlopen(request, timeout=10):  # noqa: S310  loopback
            pass

    def kill_worker(self) -> int:
        """Kill every process of the background worker, as a power cut would; return how many."""
        killed = 0
        for pid, arguments in _processes_below(self.process.pid):
            if "config.cli worker" in arguments:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                killed += 1
        return killed


@contextlib.contextmanager
def own_database() -> Iterator[str]:
    """Yield the address of a new database on the PostgreSQL of this run, or an empty one."""
    server = os.environ.get("SHIMING_DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield ""
        return
    name = f"demonstration_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield urllib.parse.urlsplit(server)._replace(path=f"/{name}").geturl()


@contextlib.contextmanager
def running_demonstration(data: pathlib.Path, *, database: str = "") -> Iterator[Demonstration]:
    """
    Run a demonstration with its data in `data` for the length of a `with` block.

    An empty `database` is the embedded one in `data`.
    """
    port = _free_ports(3)
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("SHIMING_")
    } | {
        "SHIMING_DATABASE_URL": database,
        "SHIMING_REGISTER_RETRY_SECONDS": "2",
        "PYTHONPATH": str(ROOT),
    }
    log = (data / "demo.log").open("wb")
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "config.cli",
            "demo",
            "run",
            "--port",
            str(port),
            "--data",
            str(data),
        ],
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        _wait_until_ready(
            process, [f"http://127.0.0.1:{port}/readyz", f"http://127.0.0.1:{port + 1}/"], data
        )
        facts = json.loads((data / "demo.json").read_text(encoding="utf-8"))
        yield Demonstration(port=port, data=data, process=process, facts=facts)
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
        log.close()


def _wait_until_ready(
    process: "subprocess.Popen[bytes]", addresses: list[str], data: pathlib.Path
) -> None:
    deadline = time.monotonic() + START_SECONDS
    for address in addresses:
        while True:
            if process.poll() is not None or time.monotonic() > deadline:
                log = (data / "demo.log").read_text(encoding="utf-8", errors="replace")
                raise RuntimeError(f"the demonstration did not start:\n{log[-4000:]}")
            try:
                with urllib.request.urlopen(address, timeout=5):  # noqa: S310  loopback
                    break
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(POLL_SECONDS)


def _free_ports(count: int) -> int:
    """Return the first of `count` neighbouring ports that are free."""
    while True:
        with socket.socket() as first:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
        with contextlib.ExitStack() as stack:
            try:
                for offset in range(count):
                    stack.enter_context(socket.socket()).bind(("127.0.0.1", port + offset))
            except OSError:
                continue
            return port


def _processes_below(root: int) -> list[tuple[int, str]]:
    """Return the processes that descend from `root`, with their command lines."""
    children: dict[int, list[int]] = {}
    arguments: dict[int, str] = {}
    for folder in pathlib.Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            arguments[int(folder.name)] = (
                (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            )
        except (FileNotFoundError, ProcessLookupError):
            continue
        children.setdefault(parent, []).append(int(folder.name))
    found, todo = [], [root]
    while todo:
        for child in children.get(todo.pop(), []):
            found.append((child, arguments.get(child, "")))
            todo.append(child)
    return found
