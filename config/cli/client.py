"""`shiming client`: register business systems (接入系统), or let suppliers do it."""

import argparse
import json
import pathlib
from typing import TYPE_CHECKING

from config.cli.types import Subparsers

if TYPE_CHECKING:
    from shiming.identity_provider.types import Abilities

_TILE = 4


def add(subparsers: Subparsers) -> None:
    """Declare the subcommand."""
    group = subparsers.add_parser("client", help="register business systems")
    commands = group.add_subparsers(required=True, metavar="COMMAND")
    parser = commands.add_parser("add", help="register one; its secret is shown this once")
    parser.add_argument("client_id")
    parser.add_argument("--name", required=True, help="what people read on the consent page")
    parser.add_argument("--owner", default="", help="the unit it belongs to, for the register")
    parser.add_argument("--redirect-uri", action="append", default=[], metavar="URI")
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
    _add_people(parser)
    _add_machine(parser)
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


def _add_people(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("people who sign on")
    group.add_argument(
        "--min-level",
        choices=["registered", "primary", "intermediate", "advanced"],
        default="registered",
    )
    group.add_argument(
        "--min-unit-level",
        choices=["registered", "primary", "intermediate", "advanced"],
        help="the same for legal persons; default: that of --min-level",
    )
    group.add_argument(
        "--subject",
        choices=["pairwise", "public"],
        default="pairwise",
        help="public: the same name for a person at all clients that say so",
    )
    group.add_argument(
        "--sign-in-method",
        action="append",
        default=[],
        help="accept these ways in only: password, sms, certificate, passkey, document_face, qr",
    )
    group.add_argument(
        "--acting", action="append", default=[], help="take people in these capacities only"
    )
    group.add_argument("--home-uri", default="", metavar="URI", help="list it in the launcher")
    group.add_argument("--initiate-login-uri", default="", metavar="URI")
    group.add_argument("--tile", default="", help="what its tile in the launcher shows")
    group.add_argument(
        "--portal", action="append", default=[], help="list it in the launchers of these alone"
    )


def _add_machine(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("machines")
    group.add_argument(
        "--grant-type",
        action="append",
        default=[],
        help="default: authorization_code and refresh_token",
    )
    group.add_argument(
        "--auth-method", default="", help="default: client_secret_basic; private_key_jwt, …"
    )
    group.add_argument("--jwks", type=pathlib.Path, metavar="FILE", help="its public keys")
    group.add_argument("--certificate", default="", help="RFC 4514 subject, or SHA-256 thumbprint")
    group.add_argument(
        "--resource", action="append", default=[], help="for which it may ask tokens (RFC 8707)"
    )
    group.add_argument(
        "--audience", action="append", default=[], help="which resources it is itself"
    )
    group.add_argument("--access-token-format", choices=["opaque", "jwt"], default="opaque")
    group.add_argument("--dpop", action="store_true", help="its tokens must be bound to a key")


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
    from shiming.identity_provider.types import AuthMethod, ClientKind, Launch, Scope
    from shiming.kernel import clock
    from shiming.kernel.actor import ActingKind, system_actor
    from shiming.kernel.errors import DomainError
    from shiming.kernel.levels import Level

    try:
        usual = AuthMethod.NONE if arguments.public else AuthMethod.BASIC
        abilities = _abilities(arguments)
        auth_method = AuthMethod(arguments.auth_method) if arguments.auth_method else usual
        acting_kinds = [ActingKind(one) for one in arguments.acting]
    except (ValueError, KeyError, OSError) as error:
        print(f"Not understood: {error}")
        return 1
    is_for_people = bool(arguments.redirect_uri)
    try:
        client = register_client(
            client_id=arguments.client_id,
            name=arguments.name,
            owner=arguments.owner,
            kind=ClientKind.OTHER if arguments.other else ClientKind.GOVERNMENTAL,
            redirect_uris=arguments.redirect_uri,
            post_logout_redirect_uris=arguments.post_logout_redirect_uri,
            backchannel_logout_uri=arguments.back_channel_logout_uri,
            frontchannel_logout_uri=arguments.front_channel_logout_uri,
            auth_method=auth_method,
            allowed_scopes=arguments.scope
            or ([Scope.OPENID, Scope.PROFILE] if is_for_people else []),
            min_level=Level[arguments.min_level.upper()],
            min_unit_level=Level[arguments.min_unit_level.upper()]
            if arguments.min_unit_level
            else None,
            is_public_subject=arguments.subject == "public",
            sign_in_methods=arguments.sign_in_method,
            acting_kinds=acting_kinds,
            abilities=abilities,
            launch=Launch(
                home_uri=arguments.home_uri,
                initiate_login_uri=arguments.initiate_login_uri,
                tile_text=arguments.tile[:_TILE],
                portals=tuple(arguments.portal),
            ),
            actor=system_actor(device="shiming client add"),
            now=clock.now(),
        )
    except DomainError as refusal:
        print(f"Refused: {refusal.code}")
        return 1
    print(f"client_id      {client.client_id}")
    print(f"client_secret  {client.client_secret or '(none)'}")
    return 0


def _abilities(arguments: argparse.Namespace) -> "Abilities":
    """
    Return what the client may do as a machine.

    :raises ValueError: if a word is none of ours, or the file holds no JSON
    :raises KeyError: if the file holds no keys
    :raises OSError: if the file cannot be read
    """
    from shiming.identity_provider.types import Abilities, GrantType, TokenFormat

    keys = json.loads(arguments.jwks.read_text("utf-8"))["keys"] if arguments.jwks else ()
    wanted = tuple(GrantType(one) for one in arguments.grant_type)
    return Abilities(
        grant_types=wanted or Abilities().grant_types,
        jwks=tuple(keys),
        certificate=arguments.certificate,
        resources=tuple(arguments.resource),
        serves=tuple(arguments.audience),
        access_token_format=TokenFormat(arguments.access_token_format),
        needs_dpop=arguments.dpop,
    )
