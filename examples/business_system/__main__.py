"""Serves the sample: `python -m examples.business_system --help`."""

import argparse
import os
import socketserver
import sys
from wsgiref import simple_server

from typing_extensions import override

from examples.business_system.sign_on import LEVELS, Provider, Settings
from examples.business_system.site import Site

ENVIRONMENT = "BUSINESS_SYSTEM_"


class _Server(socketserver.ThreadingMixIn, simple_server.WSGIServer):
    daemon_threads = True


class _Handler(simple_server.WSGIRequestHandler):
    @override
    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Log nothing: an address holds a code on its way."""


def main() -> int:
    """Read the settings and serve until Ctrl-C."""
    parser = argparse.ArgumentParser(
        prog="python -m examples.business_system",
        description="A sample business system. The secret comes in BUSINESS_SYSTEM_CLIENT_SECRET.",
    )
    _add(parser, "issuer", "address of the platform, as registered", "http://localhost:8000")
    _add(parser, "client-id", "our identifier at the platform", "business-system")
    _add(parser, "port", "port to serve on", "8001")
    _add(parser, "level", f"level to demand: {', '.join(LEVELS)}", "intermediate")
    arguments = parser.parse_args()
    secret = os.environ.get(f"{ENVIRONMENT}CLIENT_SECRET", "")
    if not secret or arguments.level not in LEVELS:
        parser.error(f"{ENVIRONMENT}CLIENT_SECRET is missing, or the level is none of {LEVELS}")

    port = int(arguments.port)
    settings = Settings(
        issuer=arguments.issuer,
        client_id=arguments.client_id,
        client_secret=secret,
        address=f"http://localhost:{port}",
        level=arguments.level,
    )
    with simple_server.make_server(
        "127.0.0.1", port, Site(Provider(settings)), _Server, _Handler
    ) as server:
        print(f"The business system is at {settings.address}", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


def _add(parser: argparse.ArgumentParser, name: str, text: str, default: str) -> None:
    variable = f"{ENVIRONMENT}{name.replace('-', '_').upper()}"
    parser.add_argument(
        f"--{name}",
        default=os.environ.get(variable, default),
        help=f"{text} ({variable}; default {default})",
    )


if __name__ == "__main__":
    sys.exit(main())
