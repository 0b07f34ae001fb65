"""`shiming migrate`: bring the database and the static files up to date."""

import argparse

from config.cli.types import Subparsers


def add(subparsers: Subparsers) -> None:
    """Declare the subcommand."""
    parser = subparsers.add_parser("migrate", help="bring database and static files up to date")
    parser.set_defaults(run=run)


def run(_arguments: argparse.Namespace) -> int:
    """Migrate the database and collect the static files."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    return 0
