"""The command `shiming-agent`: run, trust, forget, add-driver, doctor."""

import argparse
import asyncio
import dataclasses
import json
import logging
import os
import pathlib
import sys
import urllib.request

from shiming_agent import trust
from shiming_agent.drivers import Driver
from shiming_agent.errors import AgentError
from shiming_agent.pins import PinPrompt, TerminalPrompt, WindowPrompt
from shiming_agent.server import HOST, PORT, Agent

_LONGEST_ANSWER = 64 * 1024


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; return the exit code."""
    options = _parser().parse_args(arguments)
    path = pathlib.Path(options.config)
    configuration = trust.load(path)
    if options.command == "run":
        return _run(configuration, port=options.port, is_window=options.window)
    if options.command == "trust":
        return _trust(path, configuration, address=options.address, is_agreed=options.yes)
    if options.command == "forget":
        return _forget(path, configuration, origin=options.origin)
    if options.command == "add-driver":
        entry = trust.DriverEntry(brand=options.brand, module=options.module, page=options.page)
        others = tuple(each for each in configuration.drivers if each.brand != entry.brand)
        trust.save(path, dataclasses.replace(configuration, drivers=(*others, entry)))
        return 0
    return _doctor(configuration)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="shiming-agent", description=__doc__)
    home = os.environ.get("XDG_CONFIG_HOME") or pathlib.Path.home() / ".config"
    default = pathlib.Path(home) / "shiming-agent" / "agent.json"
    parser.add_argument("--config", default=default, help=f"the agent's file ({default})")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="serve the pages of trusted platforms")
    run.add_argument("--port", type=int, default=PORT)
    run.add_argument(
        "--window", action="store_true", help="ask for the PIN in a window, not on the terminal"
    )
    trusting = commands.add_parser("trust", help="trust a platform, after a look at its thumbprint")
    trusting.add_argument("address")
    trusting.add_argument("--yes", action="store_true", help="do not ask")
    commands.add_parser("forget", help="trust a platform no longer").add_argument("origin")
    driver = commands.add_parser("add-driver", help="name a brand's PKCS#11 library")
    driver.add_argument("brand")
    driver.add_argument("module")
    driver.add_argument("--page", default="", help="where its driver can be had")
    commands.add_parser("doctor", help="list what is there, and what is wrong with it")
    return parser


def _run(configuration: trust.Configuration, *, port: int, is_window: bool) -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    if not configuration.platforms:
        print("No platform is trusted yet: shiming-agent trust https://…", file=sys.stderr)
        return 1
    prompt: PinPrompt = WindowPrompt() if is_window else TerminalPrompt()
    drivers = _drivers(configuration)

    async def serve() -> None:
        agent = Agent(platforms=configuration.platforms, drivers=drivers, prompt=prompt, port=port)
        await agent.start()
        logging.getLogger("shiming_agent").info("listening on %s port %d", HOST, port)
        await asyncio.Event().wait()

    try:
        asyncio.run(serve())
    except KeyboardInterrupt:
        return 0
    except OSError:
        print(f"Port {port} is taken: is another agent running?", file=sys.stderr)
        return 1
    return 0


def _trust(
    path: pathlib.Path, configuration: trust.Configuration, *, address: str, is_agreed: bool
) -> int:
    try:
        origin = trust.origin_of(address)
        with urllib.request.urlopen(  # noqa: S310  `origin_of` lets https alone pass
            f"{origin}/.well-known/shiming-agent", timeout=10
        ) as answer:
            document = json.loads(answer.read(_LONGEST_ANSWER))
        platform = trust.parse_platform(document, asked=origin)
    except (OSError, ValueError) as error:
        print(f"Not trusted: {error}", file=sys.stderr)
        return 1
    print(f"{platform.origin}\n  {platform.thumbprint}")
    if not is_agreed and input("Is this what the platform's operator says? [y/N] ").lower() != "y":
        return 1
    trust.save(
        path,
        dataclasses.replace(
            configuration, platforms={**configuration.platforms, platform.origin: platform}
        ),
    )
    return 0


def _forget(path: pathlib.Path, configuration: trust.Configuration, *, origin: str) -> int:
    left = {name: each for name, each in configuration.platforms.items() if name != origin}
    if len(left) == len(configuration.platforms):
        print(f"{origin} was not trusted.", file=sys.stderr)
        return 1
    trust.save(path, dataclasses.replace(configuration, platforms=left))
    return 0


def _doctor(configuration: trust.Configuration) -> int:
    is_well = bool(configuration.platforms and configuration.drivers)
    for platform in configuration.platforms.values():
        print(f"trusted   {platform.origin}  {platform.thumbprint}")
    for driver in _drivers(configuration):
        try:
            found = driver.list_certificates()
        except AgentError as error:
            is_well = False
            print(f"driver    {driver.brand}: {error.code}")
        else:
            print(f"driver    {driver.brand}: {len(found)} certificate(s) with a key")
    if not configuration.platforms:
        print("No platform is trusted yet: shiming-agent trust https://…")
    if not configuration.drivers:
        print("No driver yet: shiming-agent add-driver BRAND /path/to/library.so")
    return 0 if is_well else 1


def _drivers(configuration: trust.Configuration) -> list[Driver]:
    from shiming_agent.drivers.pkcs11 import Pkcs11Driver  # noqa: PLC0415  an optional extra

    return [Pkcs11Driver(entry) for entry in configuration.drivers]


if __name__ == "__main__":
    sys.exit(main())
