"""Use case: what could not be delivered is tried again, because an officer or the clock says so."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction

from shiming.audit import operations as audit
from shiming.identity_provider import errors, policies
from shiming.identity_provider.models import ProvisionedUser
from shiming.identity_provider.operations.provisioning import DELIVER, MOST_ATTEMPTS
from shiming.identity_provider.types import IdentityProviderEvent, ProvisioningState
from shiming.jobs import operations as jobs
from shiming.kernel.actor import Actor


def retry_deliveries(*, row_ids: Sequence[uuid.UUID], officer: Actor, now: dt.datetime) -> int:
    """
    Start failed deliveries anew and return how many there were.

    :raises errors.MayNotManageProvisioning: if the officer may not
    :raises errors.ProvisioningNotFound: if none of them has failed
    """
    if refusal := policies.refusal_to_provision(officer=officer):
        raise refusal
    with transaction.atomic(durable=True):
        started = 0
        for row_id in row_ids:
            failed = ProvisionedUser.objects.filter(
                pk=row_id,
                state=ProvisioningState.FAILED,
                provisioning__ended_at__isnull=True,
            )
            if failed.update(state=ProvisioningState.WAITING):
                jobs.start(kind=DELIVER, subject=str(row_id), now=now, max_attempts=MOST_ATTEMPTS)
                started += 1
        if not started:
            raise errors.ProvisioningNotFound
        audit.record(
            event=IdentityProviderEvent.PROVISIONING_RETRIED,
            actor=officer,
            subject=f"provisioned_user:{row_ids[0]}",
            at=now,
            details={"count": started},
        )
    return started
