"""`shiming simulator`: the population register of the demonstration, with synthetic people only."""

import argparse

from config.cli.types import Subparsers


def add(subparsers: Subparsers) -> None:
    """Declare the subcommand."""
    parser = subparsers.add_parser("simulator", help="serve the simulated population register")
    parser.add_argument("--port", type=int, default=8002)
    parser.set_defaults(run=run)
