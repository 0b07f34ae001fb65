"""`shiming keys rotate`: a new data key, and everything encrypted anew under it."""

import argparse

from config.cli.types import Subparsers


def add(subparsers: Subparsers) -> None:
    """Declare the subcommand."""
    group = subparsers.add_parser("keys", help="rotate the keys of the vault")
    commands = group.add_subparsers(required=True, metavar="COMMAND")
    rotate = commands.add_parser("rotate", help="make a new data key and encrypt everything anew")
    rotate.set_defaults(run=run)


def run(_arguments: argparse.Namespace) -> int:
    """Begin a rotation; the worker carries it through in the background."""
    import django

    django.setup()
    from shiming.kernel import clock
    from shiming.kernel.actor import system_actor
    from shiming.kernel.errors import DomainError
    from shiming.vault.actions.rotate_keys import rotate_keys

    try:
        rotate_keys(actor=system_actor(device="shiming keys rotate"), now=clock.now())
    except DomainError as refusal:
        print(f"Not begun: {refusal.code}")
        return 1
    print("Begun. The worker encrypts everything anew; its progress is on the page of jobs.")
    return 0
