"""Use case: somebody signs out."""

import datetime as dt

from django.db import transaction

from shiming.accounts import operations
from shiming.accounts.types import SessionEnd, SessionId
from shiming.kernel.actor import Actor


def sign_out(*, actor: Actor, now: dt.datetime) -> bool:
    """End the session that acts; tell whether it was still open. A visitor has none."""
    if actor.session_id is None:
        return False
    with transaction.atomic(durable=True):
        return operations.end_session(
            session_id=SessionId(actor.session_id),
            reason=SessionEnd.SIGNED_OUT,
            actor=actor,
            now=now,
        )
