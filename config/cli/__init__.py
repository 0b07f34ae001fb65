"""
The command `shiming`: a thin door to the use cases, one module for each group of subcommands.

Each module has `add(subparsers)`, which declares its subcommands and the function that runs them.
Commands answer with an exit status: 0 done, 1 the answer is no, 2 called wrongly.
"""

import argparse
import os

from config.cli import audit, client, database, demo, doctor, keys, serve, simulator, staff, worker

GROUPS = (serve, worker, database, staff, client, demo, simulator, audit, keys, doctor)


def main(argv: list[str] | None = None) -> int:
    """Run the subcommand that `argv` names and return the exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    parser = argparse.ArgumentParser(
        prog="shiming", description="Real-name proofing, accounts and single sign-on (实名)."
    )
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for group in GROUPS:
        group.add(subparsers)
    arguments = parser.parse_args(argv)
    status: int = arguments.run(arguments)
    return status
