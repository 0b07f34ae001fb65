"""
Which core does what: servers and their database the first, the load the others; and for how long.

A server that wakes its database on another core pays for the wake-up more than for the question,
and how much depends on the machine; on one core both pay for nothing but their work.
"""

import contextlib
import os
import pathlib
import subprocess

FIRST = 0


def pin(pid: int = 0) -> None:
    """Keep a process that has just begun, or this one, on the first core with what it starts."""
    os.sched_setaffinity(pid, {FIRST})


def leave() -> None:
    """Keep this process off the first core, if there is another."""
    others = os.sched_getaffinity(0) - {FIRST}
    if others:
        os.sched_setaffinity(0, others)


def pin_database() -> None:
    """Keep PostgreSQL on the first core: what it does is the servers' work, not the load's."""
    for pid in database_processes():
        # Those that are to come inherit it.
        pin(pid)


def database_processes() -> list[int]:
    """Return all PostgreSQL processes of this machine, which are supposed to be ours."""
    found = subprocess.run(
        ["pgrep", "postgres"],  # noqa: S607  on the path
        check=False,
        capture_output=True,
        text=True,
    )
    return [int(pid) for pid in found.stdout.split()]


def cpu_of(pid: int) -> float:
    """Return the CPU seconds of a process and its children."""
    total = 0.0
    for line in subprocess.run(
        ["ps", "-o", "pid=", "--pid", str(pid), "--ppid", str(pid)],  # noqa: S607  on the path
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split():
        total += _seconds(int(line))
    return total


def cpu_of_database() -> float:
    """Return the CPU seconds of all PostgreSQL processes."""
    return sum(_seconds(pid) for pid in database_processes())


def _seconds(pid: int) -> float:
    """Return the time on the processor of all threads that live, in the kernel's nanoseconds."""
    total = 0
    for task in pathlib.Path(f"/proc/{pid}/task").glob("*/schedstat"):
        with contextlib.suppress(OSError):
            total += int(task.read_text("ascii").split()[0])
    return total / 1e9
