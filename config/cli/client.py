"""`shiming client add`: register a business system (接入系统)."""

import argparse

from config.cli.types import Subparsers


def add(subparsers: Subparsers) -> None:
    """Declare the subcommand."""
    group = subparsers.add_parser("client", help="register business systems")
    commands = group.add_subparsers(required=True, metavar="COMMAND")
    parser = commands.add_parser("add", help="register one; its secret is shown this once")
    parser.add_argument("client_id")
    parser.add_argument("--name", required=True, help="what people read on the consent page")
    parser.add_argument("--redirect-uri", action="append", required=True, metavar="URI")
    parser.add_argument("--post-logout-redirect-uri", action="append", default=[], metavar="URI")
    parser.add_argument("--scope", action="append", default=[], help="default: openid, profile")
    parser.add_argument(
        "--other", action="store_true", help="not the government's: people are asked for consent"
    )
    parser.add_argument(
        "--public", action="store_true", help="cannot keep a secret: an app, a page"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Register the client and print what its operator needs."""
    import django

    django.setup()
    from shiming.identity_provider.actions.register_client import register_client
    from shiming.identity_provider.types import AuthMethod, ClientKind, Scope
    from shiming.kernel import clock
    from shiming.kernel.actor import system_actor
    from shiming.kernel.errors import DomainError

    try:
        client = register_client(
            client_id=arguments.client_id,
            name=arguments.name,
            kind=ClientKind.OTHER if arguments.other else ClientKind.GOVERNMENTAL,
            redirect_uris=arguments.redirect_uri,
            post_logout_redirect_uris=arguments.post_logout_redirect_uri,
            auth_method=AuthMethod.NONE if arguments.public else AuthMethod.BASIC,
            allowed_scopes=arguments.scope or [Scope.OPENID, Scope.PROFILE],
            actor=system_actor(device="shiming client add"),
            now=clock.now(),
        )
    except DomainError as refusal:
        print(f"Refused: {refusal.code}")
        return 1
    print(f"client_id      {client.client_id}")
    print(f"client_secret  {client.client_secret or '(none: PKCE alone)'}")
    return 0
