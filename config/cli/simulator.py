"""`shiming simulator`: counterparts of the demonstration and of development, synthetic only."""

import argparse
from typing import TYPE_CHECKING

from config.cli.types import Subparsers

if TYPE_CHECKING:
    from config.env import Env


def add(subparsers: Subparsers) -> None:
    """Declare the subcommand."""
    parser = subparsers.add_parser(
        "simulator", help="serve the simulated population register or short-message centre"
    )
    parser.add_argument("which", nargs="?", choices=["register", "smpp"], default="register")
    parser.add_argument("--port", type=int, help="8002 for the register, 2775 for the centre")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """
    Serve the simulator until a signal ends it.

    Refused in production: the register knows only people who do not exist, and the short-message
    centre delivers nothing.
    """
    from config.env import Env
    from config.secrets_file import with_generated_secrets

    env = with_generated_secrets(Env.read())
    if env.is_production:
        print("A simulator does not run in production.")
        return 1
    if arguments.which == "smpp":
        return _serve_smpp(env, port=arguments.port or 2775)
    return _serve_register(env, port=arguments.port or 8002)


def _serve_register(env: "Env", *, port: int) -> int:
    from demo.faces import PICTURES
    from shiming.vendors.registers.simulator.server import serve
    from shiming.vendors.social.simulator import SocialSimulator
    from shiming.vendors.trust.simulator.application import SourceSimulator
    from shiming.vendors.trust.simulator.keys import SimulatorKeys

    social = SocialSimulator()
    sources = SourceSimulator(SimulatorKeys.read_or_make(env.data_dir / "simulated_sources.json"))
    serve(
        port=port,
        keys={env.register_key_id: env.register_key.get_secret_value()},
        state=env.data_dir / "simulated_register.json",
        photos=PICTURES,
        beside=lambda application: social.beside(sources.beside(application)),
    )
    return 0


def _serve_smpp(env: "Env", *, port: int) -> int:
    """Serve whom `SHIMING_SMPP_URL` names, or else the system `shiming` with the password so."""
    import urllib.parse

    from shiming.vendors.sms.smpp.simulator import serve

    parts = urllib.parse.urlsplit(env.smpp_url)
    serve(
        port=port,
        system_id=urllib.parse.unquote(parts.username or "shiming"),
        password=urllib.parse.unquote(parts.password or "shiming"),
    )
    return 0
