"""Use case: a visitor signs in with the code that was sent to a mobile (A7)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, queries
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.types import (
    AccountKind,
    CodePurpose,
    SessionId,
    SignInMethod,
    SignInOutcome,
    Visit,
)


def sign_in_with_code(
    *, typed_code: str, visit: Visit, replaces: SessionId | None, now: dt.datetime
) -> SignInOutcome:
    """
    Sign in the account whose mobile the visitor has just proven.

    :raises errors.CodeNotUsable: if no code was sent, or it is spent or expired
    :raises errors.CodeWrong: if the code is another one
    :raises errors.SignInLocked: if codes were guessed wrong too often
    :raises errors.NotRegistered: if the mobile, now proven, has no account
    :raises errors.OtherEntrance: if it is a member of staff's
    :raises errors.AccountFrozen: if an administrator froze the account
    :raises errors.UnderMaintenance: if nobody can sign in at present
    :raises errors.MethodNotOffered: if the portal has other ways in for such accounts
    """
    actor = actor_of_visit(visit)
    with transaction.atomic(durable=True):
        entered = operations.try_code(
            purpose=CodePurpose.SIGN_IN, typed=typed_code, visit=visit, actor=actor, now=now
        )
    if not entered.is_right:
        raise errors.CodeWrong(tries_left=entered.tries_left)
    with transaction.atomic(durable=True):
        operations.consume_code(code_id=entered.code_id, now=now)
    # Committed by now: the code is used up, whatever it leads to.
    with transaction.atomic(durable=True):
        account = queries.account_with_mobile(entered.mobile)
        if account is None:
            raise errors.NotRegistered
        if account.kind == AccountKind.STAFF:
            raise errors.OtherEntrance
        return operations.complete_sign_in(
            account=account,
            methods=["sms"],
            method=SignInMethod.SMS,
            visit=visit,
            replaces=replaces,
            now=now,
        )
