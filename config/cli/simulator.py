"""`shiming simulator`: the population register of the demonstration, with synthetic people only."""

import argparse

from config.cli.types import Subparsers


def add(subparsers: Subparsers) -> None:
    """Declare the subcommand."""
    parser = subparsers.add_parser("simulator", help="serve the simulated population register")
    parser.add_argument("--port", type=int, default=8002)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """
    Serve the simulated register until a signal ends it.

    Refused in production: the simulator knows only people who do not exist.
    """
    from config.env import Env
    from config.secrets_file import with_generated_secrets
    from demo.faces import PICTURES
    from shiming.vendors.registers.simulator.server import serve

    env = with_generated_secrets(Env.read())
    if env.is_production:
        print("A simulator does not run in production.")
        return 1
    serve(
        port=arguments.port,
        keys={env.register_key_id: env.register_key.get_secret_value()},
        state=env.data_dir / "simulated_register.json",
        photos=PICTURES,
    )
    return 0
