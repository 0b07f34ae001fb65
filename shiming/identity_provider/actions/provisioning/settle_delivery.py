"""Use case: it is noted whether a client has taken what was delivered."""

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import Case, F, Value, When

from shiming.audit import operations as audit
from shiming.identity_provider.models import ProvisionedUser
from shiming.identity_provider.types import IdentityProviderEvent, ProvisioningState
from shiming.kernel.actor import Actor


def settle_delivery(
    *,
    row_id: uuid.UUID,
    wanted: int,
    remote_id: str,
    error: str,
    is_final: bool,
    actor: Actor,
    now: dt.datetime,
) -> None:
    """
    Note that the state of change number `wanted` arrived, or with an `error` that it did not.

    The turn is given back. Changes that came meanwhile still wait.
    """
    rows = ProvisionedUser.objects.filter(pk=row_id)
    with transaction.atomic(durable=True):
        row = rows.select_related("provisioning__client").first()
        if row is None:
            return
        if error:
            rows.update(
                remote_id=remote_id,
                leased_until=None,
                error=error,
                tries=F("tries") + 1,
                # A change that came meanwhile has a job of its own.
                state=Case(
                    When(wanted=wanted, then=Value(ProvisioningState.FAILED.value)),
                    default=F("state"),
                )
                if is_final
                else F("state"),
            )
        else:
            rows.update(
                remote_id=remote_id,
                leased_until=None,
                error="",
                tries=0,
                delivered=wanted,
                delivered_at=now,
                state=Case(
                    When(wanted=wanted, then=Value(ProvisioningState.DONE.value)),
                    default=F("state"),
                ),
            )
        if error and not is_final:
            return
        audit.record(
            event=IdentityProviderEvent.USER_NOT_DELIVERED
            if error
            else IdentityProviderEvent.USER_DELIVERED,
            actor=actor,
            subject=f"account:{row.account_id}",
            at=now,
            details={
                "client": row.provisioning.client.client_id,
                "change": row.change,
                "number": wanted,
                "error": error or None,
            },
        )
