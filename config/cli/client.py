"""`shiming client`: register business systems (接入系统), or let suppliers do it."""

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
    parser.add_argument("--back-channel-logout-uri", default="", metavar="URI")
    parser.add_argument("--front-channel-logout-uri", default="", metavar="URI")
    parser.set_defaults(run=run)
    cas = commands.add_parser("cas", help="register where an old client of the government lives")
    cas.add_argument("client_id")
    cas.add_argument("address", help="all that lies below it is the same service")
    cas.set_defaults(run=run_cas)
    token = commands.add_parser("token", help="give a supplier leave to register clients")
    token.add_argument("name", help="the supplier")
    token.add_argument("--scope", action="append", default=[], help="default: openid, profile")
    token.add_argument("--uses", type=int, default=1)
    token.add_argument("--days", type=int, default=7)
    token.set_defaults(run=run_token)


def run_cas(arguments: argparse.Namespace) -> int:
    """Register a CAS service."""
    import django

    django.setup()
    from shiming.identity_provider.actions.register_cas_service import register_cas_service
    from shiming.kernel import clock
    from shiming.kernel.actor import system_actor
    from shiming.kernel.errors import DomainError

    try:
        register_cas_service(
            client_id=arguments.client_id,
            address=arguments.address,
            actor=system_actor(device="shiming client cas"),
            now=clock.now(),
        )
    except DomainError as refusal:
        print(f"Refused: {refusal.code}")
        return 1
    print("registered")
    return 0


def run_token(arguments: argparse.Namespace) -> int:
    """Issue an initial access token and print it, this once."""
    import django

    django.setup()
    import datetime as dt

    from shiming.identity_provider.actions.issue_initial_token import issue_initial_token
    from shiming.identity_provider.types import Scope
    from shiming.kernel import clock
    from shiming.kernel.actor import system_actor
    from shiming.kernel.errors import DomainError

    try:
        issued = issue_initial_token(
            name=arguments.name,
            scopes=arguments.scope or [Scope.OPENID, Scope.PROFILE],
            uses=arguments.uses,
            lifetime=dt.timedelta(days=arguments.days),
            actor=system_actor(device="shiming client token"),
            now=clock.now(),
        )
    except DomainError as refusal:
        print(f"Refused: {refusal.code}")
        return 1
    print(f"initial_access_token  {issued.token}")
    return 0


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
            backchannel_logout_uri=arguments.back_channel_logout_uri,
            frontchannel_logout_uri=arguments.front_channel_logout_uri,
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
