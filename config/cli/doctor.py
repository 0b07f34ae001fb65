"""`shiming doctor`: what stands, what is missing, and what to do about it."""

import argparse

from config.cli.types import Subparsers


def add(subparsers: Subparsers) -> None:
    """Declare the subcommand."""
    parser = subparsers.add_parser("doctor", help="check settings, database, engines and wiring")
    parser.set_defaults(run=run)


def run(_arguments: argparse.Namespace) -> int:
    """Print one line a finding and return 1 if any of them stops production."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.core.management.base import SystemCheckError
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    from config import checks
    from shiming.kernel.slots import Slot

    print(f"mode      {settings.ENV.mode.value}")
    print(f"address   {settings.ENV.base_url}")
    print(f"database  {connection.vendor}")
    try:
        executor = MigrationExecutor(connection)
    except OperationalError:
        # What the driver says may hold host and user: the operator's own tools tell more.
        print("PROBLEM   The database does not answer.")
        print("not fit")
        return 1
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    print(
        f"migrate   {'up to date' if not pending else f'{len(pending)} pending: shiming migrate'}"
    )
    for slot in sorted(Slot.declared, key=lambda slot: slot.name):
        what = type(slot()).__name__ if slot.is_filled else "empty"
        note = " (simulator)" if slot.is_filled and getattr(slot(), "is_simulator", False) else ""
        print(f"slot      {slot.name}: {what}{note}")
    problems = checks.problems(settings.ENV)
    try:
        call_command("check", verbosity=0)
    except SystemCheckError as error:
        problems.append(str(error))
    for problem in problems:
        print(f"PROBLEM   {problem}")
    print("fit" if not problems and not pending else "not fit")
    return 1 if problems or pending else 0
