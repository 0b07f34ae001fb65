"""Use case: a visitor signs in with user name or mobile, and password (A7)."""

import dataclasses
import datetime as dt
import functools

from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from django.db import transaction

from shiming.accounts import errors, operations, queries
from shiming.accounts.models import Account
from shiming.accounts.operations import counters
from shiming.accounts.policies.passwords import LONGEST_ANYWHERE
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.policies.user_names import fold_user_name
from shiming.accounts.types import (
    AccountEvent,
    AccountId,
    AccountState,
    CheckedForm,
    CounterScope,
    HumanAnswer,
    SessionId,
    StartedSession,
    Visit,
)
from shiming.audit import operations as audit
from shiming.kernel.errors import DomainError
from shiming.kernel.phones import Mobile


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """What the first transaction leaves for the second."""

    account: Account | None
    subject: str
    address: str


def sign_in_with_password(
    *,
    identifier: str,
    password: str,
    human: HumanAnswer,
    visit: Visit,
    replaces: SessionId | None,
    now: dt.datetime,
) -> StartedSession:
    """
    Sign in whoever knows the password; unknown names cost the same work and get the same answer.

    :raises errors.HumanCheckFailed: if the picture code or proof of work is wrong or was used
    :raises errors.SignInLocked: if there were too many wrong tries, for known and unknown alike
    :raises errors.BadCredentials: if name and password do not belong together
    :raises errors.AccountFrozen: if they do, but an administrator froze the account
    """
    attempt = _pay(identifier=identifier, human=human, visit=visit, now=now)
    is_right = _is_right(password, attempt.account)
    actor = actor_of_visit(visit)
    with transaction.atomic(durable=True):
        # Read again: it may have been frozen, or its password changed, during the hashing.
        account = _still_the_same(attempt.account) if is_right else None
        if account is None:
            for scope, subject in _scopes(attempt):
                operations.lock_if_reached(scope=scope, subject=subject, actor=actor, now=now)
            audit.record(
                event=AccountEvent.SIGN_IN_FAILED,
                actor=actor,
                subject=f"account:{attempt.account.pk}" if attempt.account else "account:unknown",
                at=now,
                details={"method": "pwd"},
            )
            refusal: DomainError = errors.BadCredentials()
        else:
            operations.forgive(scope=CounterScope.PASSWORD_ACCOUNT, subject=attempt.subject)
            operations.refund(scope=CounterScope.PASSWORD_ADDRESS, subject=attempt.address)
            if account.state != AccountState.FROZEN:
                _renew_hash(account, password)
                return operations.start_session(
                    account=account, method="pwd", visit=visit, replaces=replaces, now=now
                )
            refusal = errors.AccountFrozen()
    raise refusal


def _pay(*, identifier: str, human: HumanAnswer, visit: Visit, now: dt.datetime) -> _Attempt:
    refusal: DomainError | None = None
    with transaction.atomic(durable=True):
        is_human = operations.is_passed_by_human(
            form=CheckedForm.PASSWORD_SIGN_IN, answer=human, visit=visit, now=now
        )
        attempt = _find(identifier, visit)
        if not is_human:
            refusal = errors.HumanCheckFailed()
        else:
            refusal = _refusal_after_charging(attempt, visit, now)
    # Committed by now, so that the refused answer is spent.
    if refusal is not None:
        raise refusal
    return attempt


def _refusal_after_charging(
    attempt: _Attempt, visit: Visit, now: dt.datetime
) -> DomainError | None:
    paid: list[tuple[CounterScope, str]] = []
    for scope, subject in _scopes(attempt):
        charge = operations.charge(
            scope=scope, subject=subject, actor=actor_of_visit(visit), now=now
        )
        if not charge.is_granted:
            for scope_paid, subject_paid in paid:
                operations.refund(scope=scope_paid, subject=subject_paid)
            return counters.locked(charge, now)
        paid.append((scope, subject))
    return None


def _scopes(attempt: _Attempt) -> list[tuple[CounterScope, str]]:
    return [
        (CounterScope.PASSWORD_ACCOUNT, attempt.subject),
        (CounterScope.PASSWORD_ADDRESS, attempt.address),
    ]


def _find(identifier: str, visit: Visit) -> _Attempt:
    account, known_as = _find_account(identifier)
    return _Attempt(
        account=account,
        # An account is counted as one, under whichever of its names it is tried; and so is nobody,
        # or a second spelling of a number would show by its own counter that there is no account.
        subject=counters.subject_of_text(f"identifier:{known_as}")
        if account is None
        else counters.subject_of_account(AccountId(account.pk)),
        address=counters.subject_of_address(visit.address),
    )


def _find_account(identifier: str) -> tuple[Account | None, str]:
    """Return the account, and the one form that all spellings of the identifier share."""
    folded = fold_user_name(identifier[:LONGEST_ANYWHERE])
    if "\0" in identifier or len(identifier) > LONGEST_ANYWHERE:
        return None, folded
    try:
        mobile = Mobile.parse(identifier)
    except DomainError:
        # Not a mobile, hence perhaps a user name.
        return queries.account_with_user_name(identifier), folded
    return queries.account_with_mobile(mobile), mobile.value


def _is_right(password: str, account: Account | None) -> bool:
    """Tell whether the password is the account's, at the same cost whether or not there is one."""
    is_possible = account is not None and bool(account.password)
    is_hashable = len(password) <= LONGEST_ANYWHERE
    encoded = account.password if account is not None and account.password else _nobodys_hash()
    # Never hash what no profile allows: a megabyte would be an attack on the processor.
    is_equal = check_password(password if is_hashable else "", encoded)
    return is_equal and is_possible and is_hashable


@functools.cache
def _nobodys_hash() -> str:
    return make_password("a password that nobody has")


def _still_the_same(account: Account | None) -> Account | None:
    """Return the account as it is by now, or None if its password changed or it was closed."""
    if account is None:
        return None
    now_is = (
        Account.objects.filter(pk=account.pk, password=account.password)
        .exclude(state=AccountState.CLOSED)
        .values_list("state", "person_id")
        .first()
    )
    if now_is is None:
        return None
    account.state, account.person_id = now_is
    return account


def _renew_hash(account: Account, password: str) -> None:
    """Store the password under today's cost, if it was hashed under another one."""
    if identify_hasher(account.password).must_update(account.password):
        Account.objects.filter(pk=account.pk, password=account.password).update(
            password=make_password(password)
        )
