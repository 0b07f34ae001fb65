"""`shiming keys rotate`: a new data key, and everything encrypted anew under it."""

import argparse

from config.cli.types import Subparsers


def add(subparsers: Subparsers) -> None:
    """Declare the subcommand."""
    group = subparsers.add_parser("keys", help="rotate the keys of the vault")
    commands = group.add_subparsers(required=True, metavar="COMMAND")
    rotate = commands.add_parser("rotate", help="make a new data key and encrypt everything anew")
    rotate.set_defaults(run=run)
