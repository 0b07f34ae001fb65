"""Use case: a person keeps the account that they had asked to close."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors
from shiming.accounts.models import AccountClosure
from shiming.accounts.types import AccountEvent
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor


def withdraw_closure(*, actor: Actor, now: dt.datetime) -> None:
    """
    Let the account live on.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.ClosureNotFound: if it is not about to close
    """
    if actor.account_id is None:
        raise errors.SignInRequired
    with transaction.atomic(durable=True):
        won = AccountClosure.objects.filter(
            account_id=actor.account_id, ended_at__isnull=True
        ).update(ended_at=now)
        if not won:
            raise errors.ClosureNotFound
        audit.record(
            event=AccountEvent.CLOSURE_WITHDRAWN,
            actor=actor,
            subject=f"account:{actor.account_id}",
            at=now,
        )
