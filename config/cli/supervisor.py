"""Runs the processes of the demonstration in one terminal."""

import contextlib
import dataclasses
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from types import FrameType

POLL_SECONDS = 0.2
RESTART_SECONDS = 1.0
STOP_SECONDS = 10.0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One process to keep running: what it is called, its arguments and its environment."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]


def supervise(programs: Sequence[Program]) -> int:
    """
    Keep every program running until SIGINT or SIGTERM, and then stop them all.

    A program that dies is started again, as an operator's service manager would.
    """
    running: dict[str, subprocess.Popen[bytes]] = {}
    stop = threading.Event()

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        # No exception: raised while a program is being started, it would leave that one behind.
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    try:
        while not stop.wait(POLL_SECONDS):
            for program in programs:
                process = running.get(program.name)
                if process is not None and process.poll() is None:
                    continue
                if process is not None:
                    print(
                        f"{program.name} ended ({process.returncode}), starting it again",
                        flush=True,
                    )
                    if stop.wait(RESTART_SECONDS):
                        break
                # The arguments are our own: the interpreter and a module of this product.
                running[program.name] = subprocess.Popen(  # noqa: S603
                    [sys.executable, *program.arguments],
                    env=dict(program.environment),
                    start_new_session=True,
                )
    finally:
        for process in running.values():
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=max(0.1, deadline - time.monotonic()))
            # Each program leads a session of its own: what it leaves behind goes with it.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    return 0
