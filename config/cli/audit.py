"""`shiming audit verify` and `shiming audit seal`."""

import argparse

from config.cli.types import Subparsers


def add(subparsers: Subparsers) -> None:
    """Declare the subcommands."""
    group = subparsers.add_parser("audit", help="verify or seal the audit chain")
    commands = group.add_subparsers(required=True, metavar="COMMAND")
    verify = commands.add_parser("verify", help="recompute the chain and name the first broken record")
    verify.set_defaults(run=run_verify)
    seal = commands.add_parser("seal", help="seal what has been written since the last seal")
    seal.set_defaults(run=run_seal)
