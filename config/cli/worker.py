"""`shiming worker`: the background worker."""

import argparse

from config.cli.types import Subparsers


def add(subparsers: Subparsers) -> None:
    """Declare the subcommand."""
    parser = subparsers.add_parser("worker", help="run background jobs until a signal ends it")
    parser.set_defaults(run=run)


def run(_arguments: argparse.Namespace) -> int:
    """Run background jobs until a signal ends it."""
    import django

    django.setup()
    from shiming.jobs.worker import run_worker

    run_worker()
    return 0
