"""
Checking a signed-in person's password, with the same counter as at sign-in.

It stands beside the use cases that share it, because it needs a transaction before the costly
hash (to pay for the try) and one after it: a session that was stolen must not be a way to guess.
"""

import datetime as dt

from django.contrib.auth.hashers import check_password
from django.db import transaction

from shiming.accounts import errors, operations, queries
from shiming.accounts.models import Account
from shiming.accounts.operations import counters
from shiming.accounts.policies.passwords import LONGEST_ANYWHERE
from shiming.accounts.policies.user_names import fold_user_name
from shiming.accounts.types import AccountEvent, AccountFacts, AccountId, CounterScope
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor

_DOCUMENT_TAIL = 6


def personal_parts(account: AccountFacts) -> list[str]:
    """Return what others may know of an account's owner, and no password may hold."""
    parts = [fold_user_name(account.user_name or "")]
    if account.mobile is not None:
        parts.append(account.mobile.national)
    if account.person_id is not None:
        parts.append(queries.get_person(account.person_id).number.value[-_DOCUMENT_TAIL:])
    return parts


def confirm_password(
    *, account_id: AccountId, password: str, actor: Actor, now: dt.datetime
) -> Account:
    """
    Return the account if the password is right; it belongs to no transaction of the caller's.

    :raises errors.SignInLocked: if the password was given wrong too often
    :raises errors.OldPasswordWrong: if it is wrong
    """
    scope, subject = CounterScope.PASSWORD_ACCOUNT, counters.subject_of_account(account_id)
    with transaction.atomic(durable=True):
        charge = operations.charge(scope=scope, subject=subject, actor=actor, now=now)
    if not charge.is_granted:
        raise counters.locked(charge, now)
    account = Account.objects.get(pk=account_id)
    is_right = (
        bool(account.password)
        and len(password) <= LONGEST_ANYWHERE
        and check_password(password, account.password)
    )
    with transaction.atomic(durable=True):
        if is_right:
            operations.forgive(scope=scope, subject=subject)
        else:
            operations.lock_if_reached(scope=scope, subject=subject, actor=actor, now=now)
            audit.record(
                event=AccountEvent.SIGN_IN_FAILED,
                actor=actor,
                subject=f"account:{account_id}",
                at=now,
                details={"method": "pwd"},
            )
    if not is_right:
        raise errors.OldPasswordWrong
    return account
