"""Use case: an officer notes how far the connection of a supplier has come (S01-14)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors
from shiming.accounts.models.applications import SupplierConnection
from shiming.accounts.policies import applications as rules
from shiming.accounts.types.applications import (
    ApplicationEvent,
    ApplicationPermission,
    ConnectionId,
    ConnectionState,
)
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor


def move_connection(
    *, connection_id: ConnectionId, to: ConnectionState, officer: Actor, now: dt.datetime
) -> None:
    """
    Move a connection on by one step: no step is left out, and none leads back.

    :raises errors.MayNotManageAccounts: if the officer may not move connections
    :raises errors.ConnectionNotThere: if it does not stand right before `to`
    """
    if refusal := rules.refusal_to_officer(officer, ApplicationPermission.MOVE_CONNECTION):
        raise refusal
    before = [state for state, following in rules.CONNECTION_STEPS.items() if to in following]
    with transaction.atomic(durable=True):
        won = SupplierConnection.objects.filter(pk=connection_id, state__in=before).update(
            state=to, changed_at=now
        )
        if not won:
            raise errors.ConnectionNotThere
        audit.record(
            event=ApplicationEvent.CONNECTION_MOVED,
            actor=officer,
            subject=f"connection:{connection_id}",
            at=now,
            details={"state": to.value},
        )
