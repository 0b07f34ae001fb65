"""Use case: somebody goes on in another capacity, without signing in again (A13, S18-4, S31-14)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations
from shiming.accounts.models import Session
from shiming.accounts.types import AccountEvent
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor


def switch_identity(*, key: str, actor: Actor, now: dt.datetime) -> None:
    """
    Have the session act in another capacity: permissions are read anew, the cookie changes.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.IdentityNotFound: if the account may not act so, or not any more
    """
    if actor.session_id is None:
        raise errors.SignInRequired
    with transaction.atomic(durable=True):
        # Held, so that whoever takes the capacity away meanwhile finds the session acting in it.
        held = Session.objects.select_for_update().filter(
            public_id=actor.session_id, ended_at__isnull=True
        )
        session = held.first()
        if session is None:
            raise errors.SignInRequired
        if not operations.take_identity(session, key=key, now=now):
            raise errors.IdentityNotFound
        # Recorded as who acted until now; what they became stands in the details.
        audit.record(
            event=AccountEvent.IDENTITY_SWITCHED,
            actor=actor,
            subject=f"session:{actor.session_id}",
            at=now,
            details={"key": key},
        )
