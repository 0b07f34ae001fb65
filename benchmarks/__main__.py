"""
`make bench`: every figure of the product that can be measured here, one module after the other.

Each runs in a process of its own, so that none warms another up. A module prints its figures beside
their bounds and ends with 1 where one was missed; so does the whole.
"""

import argparse
import os
import pathlib
import platform
import subprocess
import sys

MODULES = ("ocr", "face", "sign_in", "protocol", "peers", "audit")


def main() -> int:
    """Run every benchmark and return 1 if a bound was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faces", type=pathlib.Path, help="score this labelled folder of pictures")
    arguments = parser.parse_args()
    print(
        f"machine: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    )
    missed = []
    for name in MODULES:
        command = [sys.executable, "-m", f"benchmarks.{name}"]
        if name == "face" and arguments.faces:
            command.append(str(arguments.faces.resolve()))
        print(f"\n== python -m benchmarks.{name}", flush=True)
        if subprocess.run(command, check=False).returncode:
            missed.append(name)
    print(f"\nmissed a bound: {', '.join(missed) or 'none'}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
