"""Use case: a person ends all their sessions but the present one (A11)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations
from shiming.accounts.types import AccountId, SessionEnd, SessionId
from shiming.kernel.actor import Actor


def end_other_sessions(*, actor: Actor, now: dt.datetime) -> int:
    """
    End the other sessions of the actor's account and return how many there were.

    :raises errors.SignInRequired: if nobody is signed in
    """
    if actor.account_id is None or actor.session_id is None:
        raise errors.SignInRequired
    with transaction.atomic(durable=True):
        return operations.end_sessions_of_account(
            account_id=AccountId(actor.account_id),
            reason=SessionEnd.ENDED_REMOTELY,
            keep=[SessionId(actor.session_id)],
            actor=actor,
            now=now,
        )
