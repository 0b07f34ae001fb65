"""`shiming staff add`: an account for a member of staff, with permissions."""

import argparse

from config.cli.types import Subparsers


def add(subparsers: Subparsers) -> None:
    """Declare the subcommand."""
    group = subparsers.add_parser("staff", help="open accounts for members of staff")
    commands = group.add_subparsers(required=True, metavar="COMMAND")
    parser = commands.add_parser(
        "add", help="open an account; its owner chooses the password with the code that is printed"
    )
    parser.add_argument("user_name")
    parser.add_argument(
        "--organisation", default="", metavar="CODE", help="where they work, as the tree calls it"
    )
    parser.add_argument(
        "--number", default="", help="resident number: who is unknown decides nothing as the second"
    )
    parser.add_argument(
        "--may", action="append", default=[], metavar="PERMISSION", help="area:thing:act"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Open the account and grant what was asked for."""
    import django

    django.setup()
    from django.conf import settings

    from shiming.directory import queries
    from shiming.directory.actions.grant_permission import grant_permission
    from shiming.directory.actions.staff.open_staff_member import open_staff_member
    from shiming.directory.types import StaffDraft
    from shiming.kernel import clock
    from shiming.kernel.actor import system_actor
    from shiming.kernel.errors import DomainError
    from shiming.kernel.identifiers.resident_number import ResidentNumber

    operator = system_actor(device="shiming staff add")
    try:
        opened = open_staff_member(
            draft=StaffDraft(
                user_name=arguments.user_name,
                organisation_code=arguments.organisation,
                number=ResidentNumber.parse(arguments.number) if arguments.number else None,
            ),
            keeper=queries.keeper_of(officer=operator),
            actor=operator,
            now=clock.now(),
        )
        for permission in arguments.may:
            grant_permission(
                account_id=opened.account_id,
                permission=permission,
                granter=operator,
                now=clock.now(),
            )
    except DomainError as refusal:
        print(f"Refused: {refusal.code}")
        return 1
    print(f"Opened {arguments.user_name}.")
    print(f"Activation code, for one use until {opened.expires_at:%Y-%m-%d %H:%M} UTC:")
    print(f"  {opened.code}")
    print(f"Its owner chooses a password at {settings.ENV.base_url}/activate/")
    return 0
