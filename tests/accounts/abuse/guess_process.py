"""
The right password, SMS code and TOTP digits, tried in a process of their own.

`python guess_process.py DATABASE PASSWORD SMS_CODE DIGITS` writes the refusal of each, a line each.
"""

import os
import sys
from collections.abc import Callable

# Those of the tests would make keys of their own; here the first process' are in the environment.
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

import django

django.setup()

from django.db import connection  # noqa: E402 - Django must be set up first

from shiming.accounts import ports  # noqa: E402 - Django must be set up first
from shiming.accounts.actions.sign_in.second_factor import (  # noqa: E402 - Django must be set up
    prove_second_factor,
)
from shiming.accounts.actions.sign_in_with_code import (  # noqa: E402 - Django must be set up first
    sign_in_with_code,
)
from shiming.accounts.actions.sign_in_with_password import (  # noqa: E402 - Django must be set up
    sign_in_with_password,
)
from shiming.accounts.types import (  # noqa: E402 - Django must be set up first
    AccountPolicy,
    Factor,
    FactorAnswer,
    HumanAnswer,
    Visit,
)
from shiming.kernel import clock  # noqa: E402 - Django must be set up first
from shiming.kernel.errors import DomainError  # noqa: E402 - Django must be set up first

_database, _password, _sms_code, _digits = sys.argv[1:]
_VISIT = Visit(token="a browser", address="192.0.2.10", device="")

connection.settings_dict["NAME"] = _database
ports.policy.fill(AccountPolicy(checked_forms=frozenset()))


def _guess(act: Callable[[], object]) -> None:
    try:
        act()
    except DomainError as refusal:
        sys.stdout.write(f"{refusal.code}\n")
    else:
        sys.stdout.write("in\n")


_guess(
    lambda: sign_in_with_password(
        identifier="tulpenfreund",
        password=_password,
        human=HumanAnswer(),
        visit=_VISIT,
        replaces=None,
        now=clock.now(),
    )
)
_guess(
    lambda: sign_in_with_code(typed_code=_sms_code, visit=_VISIT, replaces=None, now=clock.now())
)
_guess(
    lambda: prove_second_factor(
        answer=FactorAnswer(factor=Factor.TOTP, text=_digits),
        trusts_device=False,
        visit=_VISIT,
        replaces=None,
        now=clock.now(),
    )
)
