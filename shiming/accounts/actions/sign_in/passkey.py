"""Use case: a visitor signs in with a passkey, without a user name (A7)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, queries
from shiming.accounts.models import Account
from shiming.accounts.passkey_check import prove_passkey
from shiming.accounts.policies.methods import is_offered
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.types import (
    AccountKind,
    PasskeyPurpose,
    SessionId,
    SignInMethod,
    SignInOutcome,
    Visit,
)


def sign_in_with_passkey(
    *, answer: str, visit: Visit, replaces: SessionId | None, now: dt.datetime
) -> SignInOutcome:
    """
    Sign in whoever holds the passkey; key and finger or PIN are two factors in one act.

    :raises errors.PasskeyChallengeSpent: if the challenge is late, was answered or is another's
    :raises errors.PasskeyUnknown: if no account has this passkey
    :raises errors.PasskeyNotAccepted: if anything about the answer is not right
    :raises errors.PasskeySuspended: if the passkey has a copy, or is known to have had one
    :raises errors.MethodNotOffered: if the portal does not let this kind of account in this way
    :raises errors.AccountFrozen: if an administrator froze the account
    :raises errors.BadCredentials: if the account was closed
    """
    proven = prove_passkey(
        answer=answer,
        purpose=PasskeyPurpose.SIGN_IN,
        bound_to=visit.token,
        owner=None,
        actor=actor_of_visit(visit),
        now=now,
    )
    account = Account.objects.get(pk=proven.account_id)
    if not is_offered(
        SignInMethod.PASSKEY,
        portal=queries.portal_of_host(visit.host),
        kind=AccountKind(account.kind),
    ):
        raise errors.MethodNotOffered(method=SignInMethod.PASSKEY.value)
    with transaction.atomic(durable=True):
        return operations.complete_sign_in(
            account=account,
            methods=proven.methods,
            visit=visit,
            replaces=replaces,
            now=now,
        )
