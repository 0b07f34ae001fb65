"""Use case: sign-in with a fund or social-security number and a password (S15-2, S21-2)."""

import datetime as dt
from functools import partial

from shiming.accounts import errors, queries
from shiming.accounts.password_entry import Target, enter_with_password
from shiming.accounts.policies.numbers import parse_number
from shiming.accounts.types import (
    CheckedForm,
    HumanAnswer,
    NumberKind,
    SessionId,
    SignInMethod,
    SignInOutcome,
    Visit,
)


def sign_in_with_number_password(
    *,
    kind: NumberKind,
    number: str,
    password: str,
    human: HumanAnswer,
    visit: Visit,
    replaces: SessionId | None,
    now: dt.datetime,
) -> SignInOutcome:
    """
    Sign in the person or unit with this number, or with one that replaced it (S15-10).

    :raises errors.HumanCheckFailed: if the picture code or proof of work is wrong or was used
    :raises errors.SignInLocked: if there were too many wrong tries, for known and unknown alike
    :raises errors.BadCredentials: if number and password do not belong together
    :raises errors.AccountFrozen: if they do, but an administrator froze the account
    :raises errors.UnderMaintenance: if they do, but nobody can sign in at present
    :raises errors.MethodNotOffered: if they do, but the portal has other ways in for them
    """
    return enter_with_password(
        find=partial(_find, kind, number),
        password=password,
        form=CheckedForm.NUMBER_SIGN_IN,
        method=SignInMethod.NUMBER_PASSWORD,
        human=human,
        visit=visit,
        replaces=replaces,
        now=now,
    )


def _find(kind: NumberKind, number: str) -> Target:
    try:
        parsed = parse_number(number)
    except errors.NumberMalformed:
        return Target(account=None, known_as=f"{kind}:{number.strip()}")
    known_as = f"{kind}:{parsed}"
    return Target(
        account=queries.account_with_number(kind, parsed), known_as=known_as, number=known_as
    )
