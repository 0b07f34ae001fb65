"""Use case: a person ends one of their sessions from another device (A11)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, queries
from shiming.accounts.types import AccountId, SessionEnd, SessionId
from shiming.kernel.actor import Actor


def end_session_remotely(*, session_id: SessionId, actor: Actor, now: dt.datetime) -> None:
    """
    End one session of the actor's account.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.SessionNotFound: if there is no such session, or it is not theirs, or it ended
    """
    if actor.account_id is None:
        raise errors.SignInRequired
    with transaction.atomic(durable=True):
        own = queries.list_sessions(AccountId(actor.account_id), now=now)
        is_own = any(session.id == session_id for session in own)
        if not is_own or not operations.end_session(
            session_id=session_id, reason=SessionEnd.ENDED_REMOTELY, actor=actor, now=now
        ):
            raise errors.SessionNotFound(session_id=session_id)
