"""One password guess in a process of its own: `python guess_process.py DATABASE PASSWORD`."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.db import connection  # noqa: E402 - Django must be set up first

from shiming.accounts import ports  # noqa: E402 - Django must be set up first
from shiming.accounts.actions.sign_in_with_password import (  # noqa: E402 - Django must be set up
    sign_in_with_password,
)
from shiming.accounts.types import (  # noqa: E402 - Django must be set up first
    AccountPolicy,
    HumanAnswer,
    Visit,
)
from shiming.kernel import clock  # noqa: E402 - Django must be set up first
from shiming.kernel.errors import DomainError  # noqa: E402 - Django must be set up first

connection.settings_dict["NAME"] = sys.argv[1]
ports.policy.fill(AccountPolicy(checked_forms=frozenset()))
try:
    sign_in_with_password(
        identifier="tulpenfreund",
        password=sys.argv[2],
        human=HumanAnswer(),
        visit=Visit(token="a browser", address="192.0.2.10", device=""),
        replaces=None,
        now=clock.now(),
    )
except DomainError as refusal:
    sys.stdout.write(refusal.code)
