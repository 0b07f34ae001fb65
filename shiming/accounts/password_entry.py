"""
Signing in with a password: the same for every kind of name that it goes with.

It stands beside the use cases that share it, because it needs a transaction before the costly
hash (to spend the picture and to pay for the try) and one after it.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable

from django.contrib.auth.hashers import identify_hasher, make_password
from django.db import transaction

from shiming.accounts import errors, operations
from shiming.accounts.models import Account
from shiming.accounts.types import (
    AccountId,
    AttemptKind,
    CheckedForm,
    HumanAnswer,
    SessionId,
    SignInMethod,
    SignInOutcome,
    Visit,
)
from shiming.kernel.errors import DomainError

_METHOD = "pwd"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Whose password is tried: `known_as` is the one form of all spellings of what was typed."""

    account: Account | None
    known_as: str
    number: str = ""
    """The document or insurance number, where it may lead to several accounts."""
    is_fitting: bool = True
    """Whether all else that was typed fits; if not, the work is done all the same."""


def enter_with_password(
    *,
    find: Callable[[], Target],
    password: str,
    form: CheckedForm,
    method: SignInMethod,
    human: HumanAnswer,
    visit: Visit,
    replaces: SessionId | None,
    now: dt.datetime,
) -> SignInOutcome:
    """
    Sign in whoever knows the password; unknown names cost the same work and get the same answer.

    :raises errors.HumanCheckFailed: if the picture code or proof of work is wrong or was used
    :raises errors.SignInLocked: if there were too many wrong tries, for known and unknown alike
    :raises errors.BadCredentials: if what was typed does not belong together
    :raises errors.AccountFrozen: if it does, but an administrator froze the account
    :raises errors.UnderMaintenance: if it does, but nobody can sign in at present
    :raises errors.MethodNotOffered: if it does, but the portal has other ways in for such accounts
    """
    target, attempt = _pay(find, form=form, human=human, visit=visit, now=now)
    account = target.account
    encoded = "" if account is None else account.password
    is_right = operations.is_password(password, encoded=encoded) and target.is_fitting
    refusal: DomainError = errors.BadCredentials()
    with transaction.atomic(durable=True):
        if account is not None and is_right:
            try:
                outcome = operations.complete_sign_in(
                    account=account,
                    methods=[_METHOD],
                    method=method,
                    visit=visit,
                    replaces=replaces,
                    now=now,
                )
            except errors.BadCredentials:
                is_right = False
            except (
                errors.AccountFrozen,
                errors.UnderMaintenance,
                errors.MethodNotOffered,
            ) as stopped:
                operations.forgive_attempt(attempt)
                refusal = stopped
            else:
                operations.forgive_attempt(attempt)
                _renew_hash(account, password)
                return outcome
        if not is_right:
            operations.fail_attempt(attempt, method=_METHOD, visit=visit, now=now)
    # Committed by now: the try stays paid for.
    raise refusal


def _pay(
    find: Callable[[], Target],
    *,
    form: CheckedForm,
    human: HumanAnswer,
    visit: Visit,
    now: dt.datetime,
) -> tuple[Target, operations.Attempt]:
    with transaction.atomic(durable=True):
        is_human = operations.is_passed_by_human(form=form, answer=human, visit=visit, now=now)
        if is_human:
            target = find()
            account = target.account
            attempt = operations.pay_for_attempt(
                kind=AttemptKind.PASSWORD,
                account_id=None if account is None else AccountId(account.pk),
                known_as=target.known_as,
                number=target.number,
                visit=visit,
                now=now,
            )
    # Committed by now, so that a refused answer is spent.
    if not is_human:
        raise errors.HumanCheckFailed
    if attempt.refusal is not None:
        raise attempt.refusal
    return target, attempt


def _renew_hash(account: Account, password: str) -> None:
    """Store the password under today's cost, if it was hashed under another one."""
    if identify_hasher(account.password).must_update(account.password):
        Account.objects.filter(pk=account.pk, password=account.password).update(
            password=make_password(password)
        )
