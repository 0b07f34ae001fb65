"""`shiming serve`: the web server."""

import argparse

from config.cli.types import Subparsers


def add(subparsers: Subparsers) -> None:
    """Declare the subcommand."""
    parser = subparsers.add_parser("serve", help="serve pages and protocol endpoints")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=1, help="processes; one a core is right")
    parser.add_argument(
        "--threads", type=int, default=8, help="requests that one process answers at a time"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve until a signal ends it."""
    from granian.constants import Interfaces
    from granian.server import Server

    Server(
        "config.wsgi:application",
        address=arguments.host,
        port=arguments.port,
        interface=Interfaces.WSGI,
        workers=arguments.workers,
        blocking_threads=arguments.threads,
        # What does not fit waits in the kernel's queue, not in memory of ours.
        backpressure=2 * arguments.threads,
        workers_kill_timeout=5,
        respawn_failed_workers=True,
        websockets=False,
        log_access=False,
    ).serve()
    return 0
