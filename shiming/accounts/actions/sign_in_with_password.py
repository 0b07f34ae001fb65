"""Use case: a visitor signs in with user name or mobile, and password (A7)."""

import datetime as dt
from functools import partial

from shiming.accounts import queries
from shiming.accounts.password_entry import Target, enter_with_password
from shiming.accounts.policies.passwords import LONGEST_ANYWHERE
from shiming.accounts.policies.user_names import fold_user_name
from shiming.accounts.types import (
    AccountKind,
    CheckedForm,
    HumanAnswer,
    SessionId,
    SignInMethod,
    SignInOutcome,
    Visit,
)
from shiming.kernel.errors import DomainError
from shiming.kernel.phones import Mobile


def sign_in_with_password(
    *,
    identifier: str,
    password: str,
    human: HumanAnswer,
    visit: Visit,
    replaces: SessionId | None,
    now: dt.datetime,
    is_staff: bool = False,
) -> SignInOutcome:
    """
    Sign in whoever knows the password; unknown names cost the same work and get the same answer.

    Staff have an entrance of their own (S20-1), and each entrance knows its own accounts alone:
    nobody can try staff's passwords from the public one.

    :raises errors.HumanCheckFailed: if the picture code or proof of work is wrong or was used
    :raises errors.SignInLocked: if there were too many wrong tries, for known and unknown alike
    :raises errors.BadCredentials: if name and password do not belong together
    :raises errors.AccountFrozen: if they do, but an administrator froze the account
    :raises errors.UnderMaintenance: if they do, but nobody can sign in at present
    :raises errors.MethodNotOffered: if they do, but the portal has other ways in for them
    """
    return enter_with_password(
        find=partial(_find, identifier, is_staff=is_staff),
        password=password,
        form=CheckedForm.STAFF_SIGN_IN if is_staff else CheckedForm.PASSWORD_SIGN_IN,
        method=SignInMethod.STAFF if is_staff else SignInMethod.PASSWORD,
        human=human,
        visit=visit,
        replaces=replaces,
        now=now,
    )


def _find(identifier: str, *, is_staff: bool) -> Target:
    folded = fold_user_name(identifier[:LONGEST_ANYWHERE])
    if "\0" in identifier or len(identifier) > LONGEST_ANYWHERE:
        return Target(account=None, known_as=folded)
    try:
        mobile = Mobile.parse(identifier)
    except DomainError:
        # Not a mobile, hence perhaps a user name.
        account, known_as = queries.account_with_user_name(identifier), folded
    else:
        account, known_as = queries.account_with_mobile(mobile), mobile.value
    if account is not None and (account.kind == AccountKind.STAFF) is not is_staff:
        account = None
    return Target(account=account, known_as=known_as)
