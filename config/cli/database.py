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

    from shiming.identity_provider import ports
    from shiming.identity_provider.actions.rotate_signing_key import rotate_signing_key
    from shiming.kernel import clock
    from shiming.kernel.actor import system_actor

    # The first key; later ones are the worker's.
    rotate_signing_key(
        only_if_older_than=ports.key_policy().signs_for,
        actor=system_actor(device="shiming migrate"),
        now=clock.now(),
    )
    return 0
