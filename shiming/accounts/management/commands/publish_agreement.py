"""Publishes a version of the service agreement from a text file."""

import pathlib

from django.core.management.base import BaseCommand, CommandError, CommandParser
from typing_extensions import override

from shiming.accounts import errors
from shiming.accounts.actions.publish_agreement import publish_agreement
from shiming.kernel import clock
from shiming.kernel.actor import system_actor


class Command(BaseCommand):
    """Every account has to accept the new version at its next sign-in."""

    help = "Publish a version of the service agreement; paragraphs are divided by empty lines."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("version")
        parser.add_argument("file", type=pathlib.Path)
        parser.add_argument("--title", default="网络服务使用协议")

    @override
    def handle(self, *_args: object, **options: object) -> None:
        file, version = options["file"], str(options["version"])
        if not isinstance(file, pathlib.Path) or not file.is_file():
            raise CommandError("There is no such file.")
        try:
            publish_agreement(
                version=version,
                title=str(options["title"]),
                text=file.read_text(encoding="utf-8").strip(),
                actor=system_actor(device="publish_agreement"),
                now=clock.now(),
            )
        except errors.AgreementVersionTaken as error:
            raise CommandError("A version of this name has been published.") from error
        self.stdout.write(f"Version {version} is in force.")
