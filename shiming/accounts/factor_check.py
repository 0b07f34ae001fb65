"""
Checking a factor: at the second step of a sign-in, or once more later on.

It stands beside the use cases that share it, like `password_check` and for the same reason: a try
is paid for before its outcome is known, in a transaction of its own.
"""

import datetime as dt
import unicodedata

from django.db import transaction

from shiming.accounts import errors, operations, queries, totp_kit
from shiming.accounts.models import Authenticator
from shiming.accounts.operations import counters, credentials
from shiming.accounts.passkey_check import prove_passkey
from shiming.accounts.password_check import confirm_password
from shiming.accounts.types import (
    AccountEvent,
    AccountId,
    CodePurpose,
    CounterScope,
    Factor,
    FactorAnswer,
    PasskeyPurpose,
    Visit,
)
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError


def prove_factor(
    *,
    account_id: AccountId,
    answer: FactorAnswer,
    purpose: PasskeyPurpose,
    bound_to: str,
    visit: Visit,
    actor: Actor,
    now: dt.datetime,
) -> tuple[str, ...]:
    """
    Return the RFC 8176 names of what was proven; it belongs to no transaction of the caller's.

    That the account may be asked for this factor, the caller has made sure of.

    :raises errors.SignInLocked: if there were too many wrong tries
    :raises DomainError: the refusal of the factor that was given
    """
    if answer.factor is Factor.PASSWORD:
        confirm_password(account_id=account_id, password=answer.text, actor=actor, now=now)
        return ("pwd",)
    if answer.factor is Factor.PASSKEY:
        return prove_passkey(
            answer=answer.text,
            purpose=purpose,
            bound_to=bound_to,
            owner=account_id,
            actor=actor,
            now=now,
        ).methods
    if answer.factor is Factor.SMS:
        _prove_sms(account_id, answer.text, purpose=purpose, visit=visit, actor=actor, now=now)
        return ("sms",)
    _prove_code(account_id, answer, visit=visit, actor=actor, now=now)
    return ("otp",)


def sms_purpose(purpose: PasskeyPurpose) -> CodePurpose:
    """Return the purpose of a text message that stands for a passkey of this purpose."""
    is_second = purpose is PasskeyPurpose.SECOND_FACTOR
    return CodePurpose.SECOND_FACTOR if is_second else CodePurpose.CONFIRM


def _prove_sms(
    account_id: AccountId,
    typed: str,
    *,
    purpose: PasskeyPurpose,
    visit: Visit,
    actor: Actor,
    now: dt.datetime,
) -> None:
    mobile = queries.get_account(account_id).mobile
    with transaction.atomic(durable=True):
        entered = operations.try_code(
            purpose=sms_purpose(purpose), typed=typed, visit=visit, actor=actor, now=now
        )
    if not entered.is_right:
        raise errors.CodeWrong(tries_left=entered.tries_left)
    with transaction.atomic(durable=True):
        operations.consume_code(code_id=entered.code_id, now=now)
    # The same browser may have asked for a code to another account's mobile before.
    if entered.contact != mobile:
        raise errors.CodeNotUsable


def _prove_code(
    account_id: AccountId, answer: FactorAnswer, *, visit: Visit, actor: Actor, now: dt.datetime
) -> None:
    _pay(account_id, visit, actor=actor, now=now)
    with transaction.atomic(durable=True):
        refusal = (
            _refusal_to_recovery_code(account_id, answer.text, actor=actor, now=now)
            if answer.factor is Factor.RECOVERY_CODE
            else _refusal_to_digits(account_id, answer.text, now=now)
        )
        for scope, subject in _scopes(account_id, visit):
            if refusal is not None:
                operations.lock_if_reached(scope=scope, subject=subject, actor=actor, now=now)
            elif scope is CounterScope.SECOND_FACTOR_ACCOUNT:
                operations.forgive(scope=scope, subject=subject)
            else:
                operations.refund(scope=scope, subject=subject)
        if refusal is not None:
            audit.record(
                event=AccountEvent.SECOND_FACTOR_WRONG,
                actor=actor,
                subject=f"account:{account_id}",
                at=now,
                details={"factor": answer.factor.value, "refusal": refusal.code},
            )
    # Committed by now: a wrong try has cost one.
    if refusal is not None:
        raise refusal


def _pay(account_id: AccountId, visit: Visit, *, actor: Actor, now: dt.datetime) -> None:
    refusal: DomainError | None = None
    paid: list[tuple[CounterScope, str]] = []
    with transaction.atomic(durable=True):
        for scope, subject in _scopes(account_id, visit):
            charge = operations.charge(scope=scope, subject=subject, actor=actor, now=now)
            if not charge.is_granted:
                refusal = counters.locked(charge, now)
                break
            paid.append((scope, subject))
        if refusal is not None:
            for scope, subject in paid:
                operations.refund(scope=scope, subject=subject)
    if refusal is not None:
        raise refusal


def _scopes(account_id: AccountId, visit: Visit) -> list[tuple[CounterScope, str]]:
    return [
        (CounterScope.SECOND_FACTOR_ACCOUNT, counters.subject_of_account(account_id)),
        (CounterScope.SECOND_FACTOR_ADDRESS, counters.subject_of_address(visit.address)),
    ]


def _refusal_to_digits(
    account_id: AccountId, typed: str, *, now: dt.datetime
) -> DomainError | None:
    authenticator = Authenticator.objects.filter(
        account_id=account_id, confirmed_at__isnull=False
    ).first()
    if authenticator is None:
        return errors.AuthenticatorNotFound()
    step = totp_kit.matching_step(authenticator.secret, typed=digits_of(typed), now=now)
    if step is None:
        return errors.SecondFactorWrong()
    is_first = credentials.use_step(authenticator, step=step, now=now)
    return None if is_first else errors.SecondFactorUsed()


def _refusal_to_recovery_code(
    account_id: AccountId, typed: str, *, actor: Actor, now: dt.datetime
) -> DomainError | None:
    if not credentials.use_recovery_code(account_id, typed=typed, now=now):
        return errors.SecondFactorWrong()
    credentials.note_change(
        event=AccountEvent.RECOVERY_CODE_USED, account_id=account_id, actor=actor, now=now
    )
    return None


def digits_of(typed: str) -> str:
    """Return what was typed without spaces, and with half-width digits."""
    return "".join(char for char in unicodedata.normalize("NFKC", typed) if not char.isspace())
