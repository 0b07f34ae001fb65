"""Use case: a signed-in person proves once more that it is they (A11)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations
from shiming.accounts.password_check import confirm_password
from shiming.accounts.types import AccountEvent, AccountId, SessionId
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor


def reauthenticate(*, password: str, actor: Actor, now: dt.datetime) -> None:
    """
    Note in the session that the password has just been proven.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.SignInLocked: if the password was given wrong too often
    :raises errors.OldPasswordWrong: if it is wrong
    """
    if actor.account_id is None or actor.session_id is None:
        raise errors.SignInRequired
    confirm_password(
        account_id=AccountId(actor.account_id), password=password, actor=actor, now=now
    )
    with transaction.atomic(durable=True):
        operations.record_factor(session_id=SessionId(actor.session_id), method="pwd", now=now)
        audit.record(
            event=AccountEvent.REAUTHENTICATED,
            actor=actor,
            subject=f"session:{actor.session_id}",
            at=now,
            details={"method": "pwd"},
        )
